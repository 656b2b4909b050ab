// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a compiler, or a linker that optimizes, wrote: usually one source file with everything it includes. Types of
 * {@code -fdebug-types-section} are units of their own.
 */
public final class CompilationUnit {
    private final DebugInfo debugInfo;
    private final UnitHeader header;
    private @Nullable UnitBases bases;
    private @Nullable Long lowPc;
    private @Nullable Abbreviation rootShape;
    private int rootOffset;

    CompilationUnit(DebugInfo debugInfo, UnitHeader header) {
        this.debugInfo = debugInfo;
        this.header = header;
    }

    /** The file that it is part of. */
    public DebugInfo debugInfo() {
        return debugInfo;
    }

    UnitHeader header() {
        return header;
    }

    Forms forms() {
        return header.forms();
    }

    /** Offset of its header in its section. */
    public long offset() {
        return header.start();
    }

    int start() {
        return header.start();
    }

    int end() {
        return header.end();
    }

    /** DWARF version, 2 to 5. */
    public int version() {
        return header.version();
    }

    /** 8: code of 32-bit machines is refused. */
    public int addressBytes() {
        return Forms.ADDRESS_BYTES;
    }

    /** 4, or 8 in 64-bit DWARF. */
    public int offsetBytes() {
        return forms().offsetBytes();
    }

    /** True if it holds one type, for others to refer to by its signature. */
    public boolean isTypeUnit() {
        return header.isTypeUnit();
    }

    DwarfCursor cursor(long offset) {
        return new DwarfCursor(header.section(), offset, header.end()).in64(forms().is64());
    }

    Bytes section(String name) {
        return debugInfo.sections().get(name);
    }

    AbbreviationTable abbreviations() {
        return debugInfo.abbreviations(header);
    }

    UnitBases bases() {
        if (bases == null) {
            bases = UnitBases.of(this);
        }
        return bases;
    }

    DieTree tree() {
        return debugInfo.tree(this);
    }

    Die die(int index) {
        return new Die(this, index, tree().offset(index));
    }

    /** The DIE of the unit itself, for which no other is read. */
    public Die root() {
        rootShape();
        return new Die(this, 0, rootOffset);
    }

    Abbreviation rootShape() {
        if (rootShape == null) {
            DwarfCursor cursor = cursor(header.firstDie());
            long code = 0;
            while (code == 0 && !cursor.atEnd()) {
                rootOffset = cursor.at();
                code = cursor.uleb();
            }
            rootShape = abbreviations().get(code);
            if (rootShape == null) {
                throw DwarfCursor.problem(
                        header.section(), header.firstDie(), "a unit without a DIE of its own. The file is damaged");
            }
        }
        return rootShape;
    }

    /**
     * The DIE that starts at an offset of the unit's section, as {@link Die#offset} gives it.
     *
     * @throws DwarfException if none does
     */
    public Die dieAt(long sectionOffset) {
        int index = tree().at(sectionOffset);
        if (index < 0) {
            throw DwarfCursor.problem(header.section(), sectionOffset, "no DIE starts here. The file is damaged");
        }
        return die(index);
    }

    @Nullable
    Die referenced(Die from, int attribute, AttributeValue value) {
        return switch (value.kind()) {
            case REFERENCE ->
                value.number() >= start() && value.number() < end() && value.form() != DwarfForm.REF_ADDR
                        ? target(from, attribute, value.number())
                        : debugInfo.dieAt(value.number());
            case SIGNATURE -> debugInfo.typeOf(from, value.number());
            case SUPPLEMENTARY -> throw from.problem(supplementaryProblem());
            // gcc gives DW_AT_import and such only references; a constant here is no link.
            default -> null;
        };
    }

    private Die target(Die from, int attribute, long offset) {
        int index = tree().at(offset);
        if (index < 0) {
            throw from.problem(DwarfAttribute.name(attribute) + " leads to 0x" + Long.toHexString(offset)
                    + ", where no DIE starts. The file is damaged");
        }
        return die(index);
    }

    /**
     * An entry of the unit's part of {@code .debug_addr}.
     *
     * @throws DwarfException if there is none
     */
    public long address(long index) {
        return bases().address(index);
    }

    /** The source file, as it was named when it was compiled. */
    public Optional<String> name() {
        return root().name();
    }

    /** The directory that relative names count from. */
    public Optional<String> directory() {
        return rootText(DwarfAttribute.COMP_DIR);
    }

    /** The compiler and its options. */
    public Optional<String> producer() {
        return rootText(DwarfAttribute.PRODUCER);
    }

    private Optional<String> rootText(int attribute) {
        return root().attribute(attribute).map(AttributeValue::text);
    }

    /** {@code DW_LANG_*}: 0x0c is C99, 0x1d is C11. */
    public OptionalLong language() {
        return root().constant(DwarfAttribute.LANGUAGE);
    }

    /** All its code, as far as it says. */
    public List<AddressRange> ranges() {
        return root().ranges();
    }

    /** What offsets of its lists of addresses count from. */
    long lowPc() {
        if (lowPc == null) {
            AttributeValue value = root().value(DwarfAttribute.LOW_PC);
            lowPc = value == null ? 0 : value.number();
        }
        return lowPc;
    }

    /** The file with its DIEs if this is only a skeleton of {@code -gsplit-dwarf}. */
    public Optional<String> splitFile() {
        if (root().is(DwarfTag.SKELETON_UNIT) || root().has(DwarfAttribute.GNU_DWO_NAME)) {
            return rootText(DwarfAttribute.DWO_NAME).or(() -> rootText(DwarfAttribute.GNU_DWO_NAME));
        }
        return Optional.empty();
    }

    /** The file that dwz moved shared parts to, if it did. */
    public Optional<String> supplementaryFile() {
        return debugInfo.supplementaryFile();
    }

    String supplementaryProblem() {
        return "refers to the supplementary file '" + supplementaryFile().orElse("?")
                + "', which is not read. Use debug information that was not split by 'dwz -m'";
    }

    /** The table of its lines; empty if it has none. */
    public Optional<LineTable> lines() {
        AttributeValue offset = root().value(DwarfAttribute.STMT_LIST);
        return offset == null ? Optional.empty() : Optional.of(debugInfo.lines(this, offset.number()));
    }

    /** A file of its line table, with its directory. */
    Optional<String> fileName(long index) {
        return lines().flatMap(table -> table.fileName(index));
    }

    /** Such as {@code fs/open.c at .debug_info+0x1234}. */
    @Override
    public String toString() {
        return header.section().section() + "+0x" + Integer.toHexString(start());
    }
}
