// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Applies the relocations that compilers leave in debug sections of relocatable files: absolute and pc-relative numbers of
 * 1 to 8 bytes, and the additions and subtractions of RISC-V (the psABI of each machine has the numbers).
 */
final class DebugRelocations {
    private static final int RELA_BYTES = 24;

    private static final int EM_PPC64 = 21;
    private static final int EM_S390 = 22;
    private static final int EM_X86_64 = 62;
    private static final int EM_AARCH64 = 183;
    private static final int EM_RISCV = 243;

    private final ElfFile elf;
    private final SectionAddresses addresses;

    DebugRelocations(ElfFile elf, SectionAddresses addresses) {
        this.elf = elf;
        this.addresses = addresses;
    }

    /** What one relocation does with the bytes under it. */
    private enum Operation {
        NOTHING,
        SET,
        SET_RELATIVE,
        ADD,
        SUBTRACT,
        SET_6,
        SUBTRACT_6,
        SET_LEB,
        SUBTRACT_LEB
    }

    private record Kind(Operation operation, int size) {}

    /** The content with all relocations applied; a copy if there are any. */
    Bytes applied(ElfSection target, Bytes content) {
        byte[] copy = null;
        for (ElfSection section : elf.sections()) {
            if (section.info() != target.index()) {
                continue;
            }
            if (section.type() == ElfSection.REL && section.bytes().size() > 0) {
                throw DwarfCursor.problem(content, -1, "relocations without addends are for machines that are not known");
            }
            if (section.type() == ElfSection.RELA) {
                copy = copy == null ? content.toArray() : copy;
                apply(section.bytes(), target, content, ByteBuffer.wrap(copy).order(content.order()));
            }
        }
        return copy == null
                ? content
                : Bytes.wrap(copy, content.source()).withOrder(content.order()).named(content.section());
    }

    private void apply(Bytes table, ElfSection target, Bytes content, ByteBuffer patched) {
        if (table.size() % RELA_BYTES != 0) {
            throw DwarfCursor.problem(table, table.size(), "relocations take 24 bytes each. The file is damaged");
        }
        for (int at = 0; at < table.size(); at += RELA_BYTES) {
            long offset = table.u64(at);
            long info = table.u64(at + 8);
            int type = (int) info;
            Kind kind = kind(type);
            if (kind == null) {
                throw DwarfCursor.problem(
                        table,
                        at,
                        "relocation type " + type + " of machine " + elf.machine()
                                + " is not known in debug information; link the file, then its debug information is whole");
            }
            if (offset < 0 || offset > content.size() - kind.size()) {
                throw DwarfCursor.problem(
                        table,
                        at,
                        "a relocation at 0x" + Long.toHexString(offset) + " of " + content.section()
                                + ", which ends before that. The file is damaged");
            }
            long value = symbol(table, at, info >>> 32) + table.u64(at + 16);
            patch(patched, (int) offset, kind, value, addresses.start(target.index()) + offset);
        }
    }

    private long symbol(Bytes table, int at, long index) {
        if (index >= elf.symbols().size()) {
            if (index == 0) {
                return 0;
            }
            throw DwarfCursor.problem(table, at + 8, "symbol " + index + " of " + elf.symbols().size() + ". The file is damaged");
        }
        ElfSymbol symbol = elf.symbols().get((int) index);
        return addresses.of(elf, symbol);
    }

    private static void patch(ByteBuffer bytes, int at, Kind kind, long value, long place) {
        switch (kind.operation()) {
            case NOTHING -> {}
            case SET -> put(bytes, at, kind.size(), value);
            case SET_RELATIVE -> put(bytes, at, kind.size(), value - place);
            case ADD -> put(bytes, at, kind.size(), get(bytes, at, kind.size()) + value);
            case SUBTRACT -> put(bytes, at, kind.size(), get(bytes, at, kind.size()) - value);
            case SET_6 -> bytes.put(at, (byte) (bytes.get(at) & 0xc0 | value & 0x3f));
            case SUBTRACT_6 -> bytes.put(at, (byte) (bytes.get(at) & 0xc0 | bytes.get(at) - value & 0x3f));
            case SET_LEB -> putLeb(bytes, at, value);
            case SUBTRACT_LEB -> putLeb(bytes, at, leb(bytes, at) - value);
        }
    }

    private static long get(ByteBuffer bytes, int at, int size) {
        return switch (size) {
            case 1 -> bytes.get(at);
            case 2 -> bytes.getShort(at);
            case 4 -> bytes.getInt(at);
            default -> bytes.getLong(at);
        };
    }

    private static void put(ByteBuffer bytes, int at, int size, long value) {
        switch (size) {
            case 1 -> bytes.put(at, (byte) value);
            case 2 -> bytes.putShort(at, (short) value);
            case 4 -> bytes.putInt(at, (int) value);
            default -> bytes.putLong(at, value);
        }
    }

    private static long leb(ByteBuffer bytes, int at) {
        long value = 0;
        for (int i = at, shift = 0; i < bytes.limit() && shift < Long.SIZE; i++, shift += 7) {
            value |= (bytes.get(i) & 0x7fL) << shift;
            if (bytes.get(i) >= 0) {
                break;
            }
        }
        return value;
    }

    /** Keeps the number of bytes that are there. */
    private static void putLeb(ByteBuffer bytes, int at, long value) {
        long rest = value;
        for (int i = at; i < bytes.limit(); i++) {
            boolean last = bytes.get(i) >= 0;
            bytes.put(i, (byte) (rest & 0x7f | (last ? 0 : 0x80)));
            rest >>>= 7;
            if (last) {
                break;
            }
        }
    }

    private @Nullable Kind kind(int type) {
        if (type == 0) {
            return new Kind(Operation.NOTHING, 0);
        }
        return switch (elf.machine()) {
            case EM_X86_64 -> switch (type) {
                case 1 -> set(8);
                case 2 -> relative(4);
                case 10, 11 -> set(4);
                case 12 -> set(2);
                case 14 -> set(1);
                case 24 -> relative(8);
                case 17, 21 -> set(type == 17 ? 8 : 4); // DTPOFF64, DTPOFF32: an offset among thread variables
                default -> null;
            };
            case EM_AARCH64 -> switch (type) {
                case 257 -> set(8);
                case 258 -> set(4);
                case 259 -> set(2);
                case 260 -> relative(8);
                case 261 -> relative(4);
                default -> null;
            };
            case EM_S390 -> switch (type) {
                case 1 -> set(1);
                case 3 -> set(2);
                case 4 -> set(4);
                case 5 -> relative(4);
                case 22 -> set(8);
                case 23 -> relative(8);
                case 54, 55 -> set(type == 54 ? 4 : 8); // TLS_LDO32, TLS_LDO64
                default -> null;
            };
            case EM_PPC64 -> switch (type) {
                case 1 -> set(4);
                case 26 -> relative(4);
                case 38 -> set(8);
                case 44 -> relative(8);
                case 78 -> set(8); // DTPREL64
                default -> null;
            };
            case EM_RISCV -> riscv(type);
            default -> null;
        };
    }

    private static @Nullable Kind riscv(int type) {
        return switch (type) {
            case 1 -> set(4);
            case 2 -> set(8);
            case 33 -> new Kind(Operation.ADD, 1);
            case 34 -> new Kind(Operation.ADD, 2);
            case 35 -> new Kind(Operation.ADD, 4);
            case 36 -> new Kind(Operation.ADD, 8);
            case 37 -> new Kind(Operation.SUBTRACT, 1);
            case 38 -> new Kind(Operation.SUBTRACT, 2);
            case 39 -> new Kind(Operation.SUBTRACT, 4);
            case 40 -> new Kind(Operation.SUBTRACT, 8);
            case 8, 9 -> set(type == 8 ? 4 : 8); // TLS_DTPREL32, TLS_DTPREL64
            case 51 -> new Kind(Operation.NOTHING, 0); // RELAX
            case 52 -> new Kind(Operation.SUBTRACT_6, 1);
            case 53 -> new Kind(Operation.SET_6, 1);
            case 54 -> set(1);
            case 55 -> set(2);
            case 56 -> set(4);
            case 57 -> relative(4);
            case 60 -> new Kind(Operation.SET_LEB, 1);
            case 61 -> new Kind(Operation.SUBTRACT_LEB, 1);
            default -> null;
        };
    }

    private static Kind set(int size) {
        return new Kind(Operation.SET, size);
    }

    private static Kind relative(int size) {
        return new Kind(Operation.SET_RELATIVE, size);
    }
}
