// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A debugging information entry: a function, a variable, a type … It is a place in the file: what it says is read when asked
 * for, so that holding on to one costs nothing.
 */
public final class Die {
    /** Origins of origins; compilers write at most three. */
    private static final int LONGEST_CHAIN = 16;

    private final CompilationUnit unit;
    private final int index;
    private final int offset;

    Die(CompilationUnit unit, int index, int offset) {
        this.unit = unit;
        this.index = index;
        this.offset = offset;
    }

    public CompilationUnit unit() {
        return unit;
    }

    /** Bytes from the start of its section, as tools print it. */
    public long offset() {
        return offset;
    }

    /** Number in its unit. */
    int index() {
        return index;
    }

    private Abbreviation shape() {
        return index == 0 ? unit.rootShape() : unit.tree().shape(index);
    }

    /** What it is: a number of {@link DwarfTag}. */
    public int tag() {
        return shape().tag();
    }

    public boolean is(int tag) {
        return tag() == tag;
    }

    /** The DIE that it is a child of, empty for the one of the unit. */
    public Optional<Die> parent() {
        int parent = unit.tree().parent(index);
        return parent < 0 ? Optional.empty() : Optional.of(unit.die(parent));
    }

    public List<Die> children() {
        List<Die> children = new ArrayList<>();
        DieTree tree = unit.tree();
        for (int child = index + 1; child < tree.end(index); child = tree.end(child)) {
            children.add(unit.die(child));
        }
        return children;
    }

    /** Names of its attributes, numbers of {@link DwarfAttribute}, in the order of the file. */
    public List<Integer> attributeNames() {
        List<Integer> names = new ArrayList<>();
        for (int name : shape().names()) {
            names.add(name);
        }
        return names;
    }

    public boolean has(int attribute) {
        return shape().has(attribute);
    }

    /**
     * What it says itself about something.
     *
     * @param attribute a number of {@link DwarfAttribute}
     * @throws DwarfException if what is there cannot be read
     */
    public Optional<AttributeValue> attribute(int attribute) {
        return Optional.ofNullable(value(attribute));
    }

    @Nullable
    AttributeValue value(int attribute) {
        Abbreviation shape = shape();
        int wanted = shape.indexOf(attribute);
        return wanted < 0 ? null : valueAt(shape, wanted);
    }

    /** The value of the attribute of that number. */
    AttributeValue valueAt(Abbreviation shape, int wanted) {
        DwarfCursor cursor = unit.cursor(offset);
        cursor.skipLeb();
        for (int i = 0; i < wanted; i++) {
            unit.forms().skip(cursor, shape.forms()[i]);
        }
        int form = shape.forms()[wanted];
        long implicit = form == DwarfForm.IMPLICIT_CONST ? shape.implicit()[wanted] : 0;
        return AttributeReader.read(unit, cursor, shape.names()[wanted], form, implicit);
    }

    /** What it, or the DIE that it is an instance or the rest of ({@link #origin}), says about something. */
    public Optional<AttributeValue> inherited(int attribute) {
        Die holder = holder(attribute);
        return holder == null ? Optional.empty() : holder.attribute(attribute);
    }

    /** The first DIE of its chain of origins that has an attribute, or null. */
    @Nullable
    Die holder(int attribute) {
        Die die = this;
        for (int i = 0; i < LONGEST_CHAIN && die != null; i++) {
            if (die.has(attribute)) {
                return die;
            }
            die = die.originOrNull();
        }
        return null;
    }

    /** What it is an instance of ({@code DW_AT_abstract_origin}) or completes ({@code DW_AT_specification}). */
    public Optional<Die> origin() {
        return Optional.ofNullable(originOrNull());
    }

    private @Nullable Die originOrNull() {
        Die origin = referenceOrNull(DwarfAttribute.ABSTRACT_ORIGIN);
        return origin != null ? origin : referenceOrNull(DwarfAttribute.SPECIFICATION);
    }

    /** The end of its chain of origins: itself if it has none. Two instances of one function have the same. */
    public Die root() {
        Die die = this;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            Die origin = die.originOrNull();
            if (origin == null) {
                return die;
            }
            die = origin;
        }
        throw problem("origins of origins without an end. The file is damaged");
    }

    /** The DIE that an attribute refers to, empty if it has no such attribute. */
    public Optional<Die> reference(int attribute) {
        return Optional.ofNullable(referenceOrNull(attribute));
    }

    private @Nullable Die referenceOrNull(int attribute) {
        AttributeValue value = value(attribute);
        return value == null ? null : unit.referenced(this, attribute, value);
    }

    /** The type of what it describes, its own or its origin's; empty for {@code void}. */
    public Optional<Die> typeDie() {
        Die holder = holder(DwarfAttribute.TYPE);
        return holder == null ? Optional.empty() : holder.reference(DwarfAttribute.TYPE);
    }

    /** Its own name or its origin's. */
    public Optional<String> name() {
        return text(DwarfAttribute.NAME);
    }

    /** The name that the linker knows, where it differs from {@link #name}. */
    public Optional<String> linkageName() {
        return text(DwarfAttribute.LINKAGE_NAME).or(() -> text(DwarfAttribute.MIPS_LINKAGE_NAME));
    }

    private Optional<String> text(int attribute) {
        return inherited(attribute).map(value -> {
            if (value.kind() == AttributeValue.Kind.SUPPLEMENTARY) {
                throw problem(unit.supplementaryProblem());
            }
            return value.text();
        });
    }

    /** A constant of its own or its origin's, such as {@link DwarfAttribute#DECL_LINE}. */
    public OptionalLong constant(int attribute) {
        Optional<AttributeValue> value = inherited(attribute);
        return value.isPresent() ? value.get().constant() : OptionalLong.empty();
    }

    public boolean flag(int attribute) {
        return constant(attribute).orElse(0) != 0;
    }

    /** The file that declares it, with its directory. */
    public Optional<String> declarationFile() {
        Die holder = holder(DwarfAttribute.DECL_FILE);
        if (holder == null) {
            return Optional.empty();
        }
        OptionalLong file = holder.constant(DwarfAttribute.DECL_FILE);
        return file.isPresent() ? holder.unit().fileName(file.getAsLong()) : Optional.empty();
    }

    /** The code that belongs to it, in the order of the file; empty if it has none, or if the linker dropped it. */
    public List<AddressRange> ranges() {
        return RangeLists.of(this);
    }

    /** Where its code is entered: {@code DW_AT_entry_pc} if that is inside, or the start of its first range. */
    public OptionalLong entryPc() {
        return RangeLists.entry(this);
    }

    /** The expression that locates something at an address; see {@link LocationDescription}. */
    public LocationDescription locationAt(int attribute, long address) {
        return LocationLists.at(this, attribute, address);
    }

    /** The parts of an attribute that is a location list, in the order of the file; one part if it is an expression. */
    public List<LocationDescription.Expression> locations(int attribute) {
        return LocationLists.all(this, attribute);
    }

    DwarfException problem(String problem) {
        return DwarfCursor.problem(unit.header().section(), offset, problem);
    }

    Bytes section() {
        return unit.header().section();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Die that && unit == that.unit && offset == that.offset;
    }

    @Override
    public int hashCode() {
        return offset;
    }

    /** Such as {@code DW_TAG_variable at .debug_info+0x1234}. */
    @Override
    public String toString() {
        return DwarfTag.name(tag()) + " at " + section().section() + "+0x" + Integer.toHexString(offset);
    }
}
