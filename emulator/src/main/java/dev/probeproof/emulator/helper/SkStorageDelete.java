// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_sk_storage_delete}: removes the value that a map has for a socket. */
final class SkStorageDelete implements Helper {
    @Override
    public HelperPrototype prototype() {
        return SocketPrototypes.find(HelperId.SK_STORAGE_DELETE);
    }

    @Override
    public long call(HelperContext context, long map, long socket, long unused3, long unused4, long unused5) {
        if (context.packet() != null) {
            throw new ExecutionFault(
                    ExecutionFault.Kind.NOT_EMULATED, "not emulated: bpf_sk_storage_delete in test runs of packets");
        }
        return ObjectStorage.delete(context, this, map, socket);
    }
}
