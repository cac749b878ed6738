"""Reads a calendar of ours with python3-icalendar: usage: read_calendar.py WRITE_CALENDAR"""
import datetime
import subprocess
import sys

import icalendar

text = subprocess.run([sys.argv[1]], check=True, capture_output=True).stdout
calendar = icalendar.Calendar.from_ical(text)
parts = [part for part in calendar.walk() if part.name in ("VEVENT", "VTODO")]
assert [part.name for part in parts] == ["VEVENT", "VEVENT", "VEVENT", "VTODO"], parts
assert not any(part.errors for part in parts), [part.errors for part in parts]
assert len({str(part["uid"]) for part in parts}) == 4

dock, days, crew, task = parts
assert str(dock["summary"]) == "Grün, dock; B", dock["summary"]
assert str(dock["description"]) == "one\ntwo"
assert str(dock["x-schedule-company"]) == "Rope"
assert dock["dtstart"].dt.isoformat() == "1999-07-18T09:00:00+02:00", dock["dtstart"].dt
assert dock["dtend"].dt - dock["dtstart"].dt == datetime.timedelta(hours=1)
alarm = dock.subcomponents[0]
assert alarm.name == "VALARM" and alarm["trigger"].dt == datetime.timedelta(minutes=-15)

assert days["dtstart"].dt == datetime.date(1998, 12, 24)
assert days["dtend"].dt == datetime.date(1998, 12, 26)

assert crew["dtstart"].dt.isoformat() == "1999-01-05T09:00:00+01:00"
assert crew["rrule"]["BYDAY"] == ["TU", "TH"] and crew["rrule"]["INTERVAL"] == [2]
assert crew["exdate"].dts[0].dt.isoformat() == "1999-01-07T09:00:00+01:00"

assert task["due"].dt == datetime.date(1996, 3, 5)
assert task["completed"].dt.isoformat() == "1996-03-05T23:00:00+00:00"
assert task["priority"] == 3

zone = next(part for part in calendar.walk() if part.name == "VTIMEZONE").to_tz()
for month, hours in ((1, 1), (7, 2)):
    offset = zone.utcoffset(datetime.datetime(1999, month, 1))
    assert offset == datetime.timedelta(hours=hours), offset
print("the calendar reads as it was written")
