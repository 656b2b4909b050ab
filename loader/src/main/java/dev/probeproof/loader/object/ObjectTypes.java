// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfExt;
import dev.probeproof.loader.btf.BtfExtReader;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an object says about its types and code. An object that can be loaded without types is one without types when
 * they are damaged, as for the reference loader; a note says so. One that cannot is refused.
 *
 * @param written as they are in the file
 * @param btf ready for a kernel, or null if there are none, or none that can be used
 * @param ext nothing if there are no types
 */
record ObjectTypes(@Nullable Btf written, @Nullable Btf btf, BtfExt ext) {
    private static final ObjectTypes NONE = new ObjectTypes(null, null, BtfExt.NONE);

    /**
     * @throws CorruptObjectException if the types are damaged, or do not fit the file, and the object needs them
     */
    static ObjectTypes read(ElfFile elf, List<ObjectNote> notes) {
        Optional<ElfSection> section = elf.section(ObjectSections.BTF);
        if (section.isEmpty()) {
            return NONE;
        }
        Btf written;
        Btf btf;
        try {
            written = BtfReader.read(section.get().bytes());
            btf = BtfCompletion.complete(written, elf);
        } catch (CorruptObjectException damaged) {
            if (ObjectSections.needTypes(elf)) {
                throw damaged;
            }
            notes.add(new ObjectNote(
                    ObjectSections.BTF,
                    "left out with everything that needs types, for it is damaged: " + damaged.getMessage()));
            return NONE;
        }
        return new ObjectTypes(written, btf, ext(elf, btf, notes));
    }

    private static BtfExt ext(ElfFile elf, Btf btf, List<ObjectNote> notes) {
        try {
            return elf.section(ObjectSections.BTF_EXT)
                    .map(section -> BtfExtReader.read(section.bytes(), btf))
                    .orElse(BtfExt.NONE);
        } catch (CorruptObjectException damaged) {
            notes.add(new ObjectNote(
                    ObjectSections.BTF_EXT,
                    "left out with all CO-RE relocations, for it is damaged: " + damaged.getMessage()));
            return BtfExt.NONE;
        }
    }
}
