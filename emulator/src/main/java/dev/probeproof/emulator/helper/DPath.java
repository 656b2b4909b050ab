// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.emulator.object.KernelObjectException;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import java.nio.charset.StandardCharsets;

/** {@code bpf_d_path}: the full name of a {@code struct path}; returns its length in bytes with the NUL, or a negative errno. */
final class DPath implements Helper {
    private static final int MOST_PARTS = 2048;

    @Override
    public HelperPrototype prototype() {
        return TracingPrototypes.find(HelperId.D_PATH);
    }

    @Override
    public long call(HelperContext context, long path, long buffer, long size, long unused4, long unused5) {
        if ((int) size == 0) {
            return 0;
        }
        byte[] name;
        try {
            name = (name(context.objects().at("struct path", path)) + "\0").getBytes(StandardCharsets.UTF_8);
        } catch (KernelObjectException unset) {
            throw new ExecutionFault(
                    ExecutionFault.Kind.NOT_EMULATED, "not emulated: bpf_d_path of that path: " + unset.getMessage());
        }
        if (name.length > (int) size) {
            return -Errno.ENAMETOOLONG.number();
        }
        ProgramMemory.write(context, buffer, name);
        return name.length;
    }

    /** From the root of its file system: one that is mounted elsewhere is not looked at. */
    private static String name(KernelObject path) {
        StringBuilder name = new StringBuilder();
        KernelObject dentry = path.member("dentry");
        for (int depth = 0; depth < MOST_PARTS; depth++) {
            KernelObject parent = dentry.member("d_parent");
            if (parent.address() == dentry.address()) {
                break;
            }
            name.insert(0, "/" + dentry.text("d_name.name"));
            dentry = parent;
        }
        return name.length() == 0 ? "/" : name.toString();
    }
}
