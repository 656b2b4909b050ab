// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchLeaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares the struct that a prologue fills with the one that the C source declares. A program that reads a text's
 * length as its number is not wrong in any way that a verifier could see.
 */
final class StructComparison {
    /** One place in a struct: offset and sizes in bytes. */
    private record Cell(int offset, int minBytes, int maxBytes, boolean scalar, String text) {
        boolean accepts(Cell declared) {
            return offset == declared.offset
                    && declared.maxBytes >= minBytes
                    && declared.maxBytes <= maxBytes
                    && (!scalar || declared.scalar);
        }

        String print() {
            return String.format(Locale.ROOT, "%6d %5d  %s", offset, maxBytes, text);
        }
    }

    private final Btf btf;
    private final BtfType.Composite declared;
    private final ArgumentStruct generated;
    private final List<Cell> wanted = new ArrayList<>();
    private final List<Cell> found = new ArrayList<>();

    private StructComparison(Btf btf, BtfType.Composite declared, ArgumentStruct generated) {
        this.btf = btf;
        this.declared = declared;
        this.generated = generated;
    }

    /**
     * Both structs side by side if they disagree, the differing lines marked; nothing if they agree.
     *
     * @param arguments those that the generated struct holds
     */
    static Optional<String> difference(
            Btf btf, BtfType.Composite declared, ArgumentStruct generated, List<FetchArgument> arguments) {
        StructComparison comparison = new StructComparison(btf, declared, generated);
        comparison.collect(arguments);
        return comparison.agrees() ? Optional.empty() : Optional.of(comparison.table());
    }

    private void collect(List<FetchArgument> arguments) {
        Members members = new Members();
        for (int i = 0; i < arguments.size(); i++) {
            ArgumentStruct.Member member = generated.members().get(i);
            String name = arguments.get(i).name();
            int offset = member.offset();
            if (member.leaf() instanceof FetchLeaf.Text text) {
                wanted.add(new Cell(offset, 8, 8, true, "u64 length of " + name));
                int bytes = member.sizeBytes() - 8;
                wanted.add(new Cell(offset + 8, text.maxBytes(), bytes, false, "char[" + bytes + "] " + name));
                members.takeText(offset);
            } else if (member.leaf() instanceof FetchLeaf.Texts texts) {
                int bytes = member.sizeBytes();
                wanted.add(new Cell(
                        offset, bytes, bytes, false, "{u64 length; char text[]} " + name + "[" + texts.count() + "]"));
                members.take();
            } else if (member.leaf() instanceof FetchLeaf.Memory memory) {
                int bytes = member.sizeBytes();
                wanted.add(new Cell(offset, memory.sizeBytes(), bytes, false, "char[" + bytes + "] " + name));
                members.take();
            } else {
                wanted.add(new Cell(offset, 8, 8, true, "u64 " + name));
                members.take();
            }
        }
        members.takeRest();
    }

    /** The declared members, each looked at in the light of what is expected there. */
    private final class Members {
        private int next;

        void take() {
            if (next < declared.members().size()) {
                found.add(cell(declared.members().get(next++), 0));
            }
        }

        /** A text is two members, or one that is a struct of two. */
        void takeText(int offset) {
            if (next < declared.members().size()) {
                BtfType.Member member = declared.members().get(next);
                if (btf.resolve(member.type()) instanceof BtfType.Composite pair && !pair.union()) {
                    next++;
                    pair.members().forEach(part -> found.add(cell(part, member.bitOffset() / 8)));
                    return;
                }
            }
            take();
            if (next < declared.members().size() && declared.members().get(next).bitOffset() / 8 <= offset + 8) {
                take();
            }
        }

        void takeRest() {
            while (next < declared.members().size()) {
                take();
            }
        }

        private Cell cell(BtfType.Member member, int baseBytes) {
            int offset = baseBytes + member.bitOffset() / 8;
            int bytes = (int) btf.sizeOf(member.type());
            boolean bitfield = member.bitfieldBits() != 0 || member.bitOffset() % 8 != 0;
            BtfKind kind = btf.resolve(member.type()).kind();
            boolean scalar = !bitfield
                    && (kind == BtfKind.INT || kind == BtfKind.PTR || kind == BtfKind.ENUM || kind == BtfKind.ENUM64);
            String text = member.name() + (bitfield ? " (bit-field)" : "");
            return new Cell(offset, bytes, bytes, scalar, text);
        }
    }

    private boolean agrees() {
        if (wanted.size() != found.size() || declared.union() || declared.size() > generated.sizeBytes()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!wanted.get(i).accepts(found.get(i))) {
                return false;
            }
        }
        return true;
    }

    private String table() {
        List<String> left = new ArrayList<>(List.of("offset  size  generated"));
        wanted.forEach(cell -> left.add(cell.print()));
        String name = (declared.union() ? "union " : "struct ") + declared.name();
        List<String> right = new ArrayList<>(List.of("offset  size  " + name));
        found.forEach(cell -> right.add(cell.print()));
        int width = left.stream().mapToInt(String::length).max().orElse(0);
        StringBuilder table = new StringBuilder();
        for (int row = 0; row < Math.max(left.size(), right.size()); row++) {
            String line = String.format(
                    Locale.ROOT,
                    "  %-" + width + "s   %s%s",
                    row < left.size() ? left.get(row) : "",
                    row < right.size() ? right.get(row) : "",
                    row > 0 && differs(row - 1) ? "  <<<<<" : "");
            table.append(line.stripTrailing()).append('\n');
        }
        return table + "  total   " + generated.sizeBytes() + " bytes generated, " + declared.size() + " declared";
    }

    private boolean differs(int row) {
        return row >= wanted.size() || row >= found.size() || !wanted.get(row).accepts(found.get(row));
    }
}
