// Has nothing to say: CMake precompiles headers for a target, and a target needs a source (SegueOptions.cmake).
