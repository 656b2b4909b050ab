// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes BTF that an older kernel accepts: what it does not know becomes something of the same size that it does, in
 * place, so that every id stays valid. A kernel refuses a whole blob for one unknown record.
 */
public final class BtfSanitizer {
    private final Btf btf;
    private final Set<BtfFeature> features;
    private final BtfEditor editor;
    private int oneByteInt;

    private BtfSanitizer(Btf btf, Set<BtfFeature> features) {
        this.btf = btf;
        this.features = features;
        this.editor = BtfEditor.of(btf);
    }

    /**
     * @param features what the kernel accepts
     * @return the same object if nothing has to change
     */
    public static Btf sanitize(Btf btf, Set<BtfFeature> features) {
        BtfSanitizer sanitizer = new BtfSanitizer(btf, features);
        boolean changed = sanitizer.dropLayout();
        for (int id = btf.firstId(); id < btf.endId(); id++) {
            Optional<BtfType> other = sanitizer.replacement(btf.type(id));
            if (other.isPresent()) {
                sanitizer.editor.replace(id, other.get());
                changed = true;
            }
        }
        return changed ? sanitizer.editor.toBtf() : btf;
    }

    private boolean dropLayout() {
        if (!lacks(BtfFeature.LAYOUT) || btf.layout() == BtfLayout.NONE) {
            return false;
        }
        editor.withoutLayout();
        return true;
    }

    private boolean lacks(BtfFeature feature) {
        return !features.contains(feature);
    }

    private Optional<BtfType> replacement(BtfType type) {
        return Optional.ofNullable(
                switch (type.kind()) {
                    case FUNC -> function((BtfType.Func) type);
                    case FUNC_PROTO -> lacks(BtfFeature.FUNC) ? placeholder() : null;
                    case VAR -> lacks(BtfFeature.DATASEC) ? oneByte(type.name()) : null;
                    case DATASEC -> section((BtfType.DataSec) type);
                    case FLOAT ->
                        lacks(BtfFeature.FLOAT)
                                ? new BtfType.Composite("", false, ((BtfType.Float) type).size(), List.of())
                                : null;
                    case DECL_TAG -> lacks(BtfFeature.DECL_TAG) ? oneByte("declaration_tag") : null;
                    case TYPE_TAG ->
                        lacks(BtfFeature.TYPE_TAG)
                                ? new BtfType.Alias(BtfKind.CONST, "", ((BtfType.Alias) type).type())
                                : null;
                    case ENUM64 -> lacks(BtfFeature.ENUM64) ? union((BtfType.Enum) type) : null;
                    case ENUM -> unsigned((BtfType.Enum) type);
                    case VOID, INT, PTR, ARRAY, STRUCT, UNION, FWD, TYPEDEF, VOLATILE, CONST, RESTRICT -> null;
                });
    }

    private @Nullable BtfType function(BtfType.Func function) {
        if (lacks(BtfFeature.FUNC)) {
            return new BtfType.Alias(BtfKind.TYPEDEF, function.name(), function.proto());
        }
        return lacks(BtfFeature.GLOBAL_FUNC) && function.linkage() == BtfType.Func.GLOBAL
                ? new BtfType.Func(function.name(), function.proto(), BtfType.Func.STATIC)
                : null;
    }

    private static BtfType placeholder() {
        return new BtfType.Enum("", false, 4, false, List.of());
    }

    /** One byte never is too large for what it stands in for. */
    private static BtfType oneByte(String name) {
        return new BtfType.Int(name, 1, false, false, false, 0, 8);
    }

    private @Nullable BtfType section(BtfType.DataSec section) {
        if (lacks(BtfFeature.DATASEC)) {
            return struct(section);
        }
        return lacks(BtfFeature.QUESTION_MARK_DATASEC) && section.name().startsWith("?")
                ? new BtfType.DataSec("_" + section.name().substring(1), section.size(), section.vars())
                : null;
    }

    private BtfType struct(BtfType.DataSec section) {
        List<BtfType.Member> members = new ArrayList<>();
        Map<String, Integer> uses = new HashMap<>();
        for (BtfType.SectionVar place : section.vars()) {
            String name = btf.name(place.type());
            int use = uses.merge(name, 1, Integer::sum);
            members.add(new BtfType.Member(
                    use == 1 ? name : name + "_" + use, place.type(), 8 * checked(place.offset()), 0));
        }
        String name = section.name().replace('.', '_').replace('?', '_');
        return new BtfType.Composite(name, false, checked(section.size()), members);
    }

    private int checked(long bytes) {
        if (bytes > Integer.MAX_VALUE / 8) {
            throw btf.raw().corrupt(-1, "a data section of " + bytes + " bytes is too large for a struct");
        }
        return (int) bytes;
    }

    private BtfType union(BtfType.Enum type) {
        if (oneByteInt == 0) {
            oneByteInt = editor.add(oneByte("enumerator"));
        }
        List<BtfType.Member> members = type.values().stream()
                .map(value -> new BtfType.Member(value.name(), oneByteInt, 0, 0))
                .toList();
        return new BtfType.Composite(type.name(), true, type.size(), members);
    }

    private @Nullable BtfType unsigned(BtfType.Enum type) {
        return lacks(BtfFeature.ENUM64) && type.signed()
                ? new BtfType.Enum(type.name(), false, type.size(), false, type.values())
                : null;
    }
}
