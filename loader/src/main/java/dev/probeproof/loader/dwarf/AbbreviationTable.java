// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The abbreviations of a unit by code. Producers number them from 1 on, which makes a code an index. */
final class AbbreviationTable {
    private final List<Abbreviation> inOrder;
    private final Map<Long, Abbreviation> others;
    private final int attributes;

    private AbbreviationTable(List<Abbreviation> inOrder, Map<Long, Abbreviation> others, int attributes) {
        this.inOrder = inOrder;
        this.others = others;
        this.attributes = attributes;
    }

    static AbbreviationTable read(Bytes section, long offset, Forms forms) {
        DwarfCursor cursor = new DwarfCursor(section, offset);
        List<Abbreviation> inOrder = new ArrayList<>();
        Map<Long, Abbreviation> others = new HashMap<>();
        AttributeList list = new AttributeList(forms);
        int attributes = 0;
        while (true) {
            int start = cursor.at();
            long code = cursor.uleb();
            if (code == 0) {
                return new AbbreviationTable(inOrder, others, attributes);
            }
            Abbreviation abbreviation = list.read(cursor);
            attributes += abbreviation.count() + 1;
            if (code == inOrder.size() + 1) {
                inOrder.add(abbreviation);
            } else if (code > 0 && code <= inOrder.size() || others.put(code, abbreviation) != null) {
                throw cursor.problem(start, "a second abbreviation of code " + code + ". The file is damaged");
            }
        }
    }

    /** The abbreviation of a code, or null. */
    @Nullable Abbreviation get(long code) {
        return code > 0 && code <= inOrder.size() ? inOrder.get((int) code - 1) : others.get(code);
    }

    /** True if DIEs of a table may refer to those of other units ({@code DW_FORM_ref_addr}). */
    static boolean refersOut(Bytes section, long offset) {
        DwarfCursor cursor = new DwarfCursor(section, offset);
        while (cursor.uleb() != 0) {
            cursor.skipLeb();
            cursor.u8();
            for (long name = cursor.uleb(), form = cursor.uleb(); name != 0 || form != 0; ) {
                if (form == DwarfForm.REF_ADDR || form == DwarfForm.INDIRECT) {
                    return true;
                }
                if (form == DwarfForm.IMPLICIT_CONST) {
                    cursor.skipLeb();
                }
                name = cursor.uleb();
                form = cursor.uleb();
            }
        }
        return false;
    }

    /** A measure of its size: entries and their attributes. */
    int weight() {
        return attributes;
    }

    /** Collects the attributes of one abbreviation after the other. */
    private static final class AttributeList {
        private final Forms known;
        private int[] names = new int[16];
        private int[] forms = new int[16];
        private long[] implicit = new long[16];

        AttributeList(Forms known) {
            this.known = known;
        }

        Abbreviation read(DwarfCursor cursor) {
            int tag = number(cursor, "a tag");
            boolean children = cursor.u8() != 0;
            int count = 0;
            boolean anyImplicit = false;
            while (true) {
                int start = cursor.at();
                int name = number(cursor, "an attribute");
                int form = number(cursor, "a form");
                if (name == 0 && form == 0) {
                    break;
                }
                if (!known.isKnown(form)) {
                    throw cursor.problem(
                            start,
                            DwarfForm.name(form) + " of " + DwarfAttribute.name(name)
                                    + " is not known, so that nothing behind it can be read");
                }
                if (count == names.length) {
                    names = Arrays.copyOf(names, 2 * count);
                    forms = Arrays.copyOf(forms, 2 * count);
                    implicit = Arrays.copyOf(implicit, 2 * count);
                }
                names[count] = name;
                forms[count] = form;
                implicit[count] = 0;
                if (form == DwarfForm.IMPLICIT_CONST) {
                    implicit[count] = cursor.sleb();
                    anyImplicit = true;
                }
                count++;
            }
            return new Abbreviation(
                    tag,
                    children,
                    Arrays.copyOf(names, count),
                    Arrays.copyOf(forms, count),
                    anyImplicit ? Arrays.copyOf(implicit, count) : NO_NUMBERS,
                    skips(count));
        }

        private static final long[] NO_NUMBERS = {};

        private int[] skips(int count) {
            int[] skips = new int[count];
            int used = 0;
            for (int i = 0; i < count; i++) {
                int size = known.fixedSize(forms[i]);
                if (size < 0) {
                    skips[used++] = -forms[i];
                } else if (size > 0) {
                    if (used > 0 && skips[used - 1] > 0) {
                        skips[used - 1] += size;
                    } else {
                        skips[used++] = size;
                    }
                }
            }
            return Arrays.copyOf(skips, used);
        }

        private static int number(DwarfCursor cursor, String what) {
            int start = cursor.at();
            long number = cursor.uleb();
            if (number < 0 || number > 0xffff) {
                throw cursor.problem(
                        start, what + " of number 0x" + Long.toHexString(number) + "; they end at 0xffff. The file is damaged");
            }
            return (int) number;
        }
    }
}
