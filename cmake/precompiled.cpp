// Nothing: the target that owns the precompiled header (house.cmake) needs a source.
