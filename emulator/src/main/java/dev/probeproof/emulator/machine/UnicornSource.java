// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds a Unicorn that knows an architecture: the library named by a property, the system's, the one inside the artifact
 * unidbg-unicorn2 if that is on the class path. Nothing is downloaded.
 */
final class UnicornSource {
    /** System property: path of a Unicorn library of version 2, asked first. */
    static final String PROPERTY = "probeproof.unicorn";

    private static final int MAJOR = 2;

    private static final String INSTALL =
            "install Unicorn 2 (Debian and Ubuntu: apt-get install libunicorn2; macOS: brew install unicorn), or give the path of"
                    + " its library as -D" + PROPERTY + "=PATH; for arm64 alone the artifact"
                    + " com.github.zhkl0228:unidbg-unicorn2:0.9.8 on the class path is enough";

    private final List<String> refusals = new ArrayList<>();
    private @Nullable UnicornLibrary found;

    private UnicornSource() {}

    /** The library, or else a sentence that says what is missing and how to get it. */
    record Answer(Optional<UnicornLibrary> library, String words) {}

    static Answer find(MachineModel model) {
        UnicornSource source = new UnicornSource();
        String given = System.getProperty(PROPERTY, "");
        if (!given.isEmpty()) {
            source.tryPath(given, "the library of -D" + PROPERTY + ", " + given + ",", model);
        }
        if (source.found == null) {
            source.tryPath("unicorn", "the system's library unicorn", model);
        }
        if (source.found == null) {
            source.tryArtifact(model);
        }
        return source.answer(model);
    }

    /** The library inside the artifact, whatever else there is. */
    static Answer inArtifact(MachineModel model) {
        UnicornSource source = new UnicornSource();
        source.tryArtifact(model);
        return source.answer(model);
    }

    private Answer answer(MachineModel model) {
        UnicornLibrary library = found;
        if (library != null) {
            return new Answer(Optional.of(library), "");
        }
        return new Answer(
                Optional.empty(),
                "machine code of " + model.arch().name() + " cannot run here: " + String.join("; ", refusals) + "; "
                        + INSTALL);
    }

    private void tryArtifact(MachineModel model) {
        String name = "natives/" + (Platform.isMac() ? "osx_" : Platform.isWindows() ? "windows_" : "linux_")
                + (Platform.isARM() ? "arm64" : "64") + "/" + System.mapLibraryName("unicorn");
        ClassLoader loader = UnicornSource.class.getClassLoader();
        if (loader.getResource(name) == null) {
            refusals.add("unidbg-unicorn2 is not on the class path");
            return;
        }
        try {
            File unpacked = Native.extractFromResourcePath("/" + name, loader);
            tryPath(unpacked.getPath(), "the library of unidbg-unicorn2", model);
        } catch (IOException refused) {
            refusals.add("the library of unidbg-unicorn2 cannot be unpacked: " + refused.getMessage());
        }
    }

    /** Asks before calling: version 1 has another interface, and opening an architecture it lacks ends the JVM. */
    private void tryPath(String nameOrPath, String what, MachineModel model) {
        try {
            UnicornLibrary library = Native.load(
                    nameOrPath,
                    UnicornLibrary.class,
                    Map.of(Library.OPTION_CLASSLOADER, UnicornSource.class.getClassLoader()));
            IntByReference major = new IntByReference();
            library.uc_version(major, new IntByReference());
            if (major.getValue() != MAJOR) {
                refusals.add(what + " has version " + major.getValue() + ", not " + MAJOR);
            } else if (library.uc_arch_supported(model.architecture()) == 0) {
                refusals.add(what + " was built without " + model.arch().name());
            } else {
                found = library;
            }
        } catch (LinkageError refused) {
            refusals.add(what + " cannot be loaded");
        }
    }
}
