// SPDX-License-Identifier: MIT
package dev.probeproof.loader.extern;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.EssentialName;
import dev.probeproof.loader.btf.MinimizedBtfException;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.core.TypeCompatibility;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.Extern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks up in a kernel what an object leaves to it: configuration values, symbols, variables and functions. A weak extern
 * that the kernel lacks is no error; a strong one spoils the programs that use it.
 */
public final class ExternResolver {
    private final BpfObject object;
    private final TargetKernel kernel;
    private final @Nullable Btf types;
    private final List<ExternNote> notes = new ArrayList<>();

    private ExternResolver(BpfObject object, TargetKernel kernel) {
        this.object = object;
        this.kernel = kernel;
        this.types = object.btf();
    }

    /**
     * Every extern of an object, on one kernel.
     *
     * @param byName as the object names them
     * @param maps the object's, configuration values filled in
     */
    public record Resolution(Map<String, ResolvedExtern> byName, List<MapSpec> maps, List<ExternNote> notes) {}

    public static Resolution resolve(BpfObject object, TargetKernel kernel) {
        return new ExternResolver(object, kernel).resolve();
    }

    private Resolution resolve() {
        Map<String, ResolvedExtern> byName = new HashMap<>();
        List<MapSpec> maps = resolveConfiguration(byName);
        for (int index = 0; index < object.externs().size(); index++) {
            Extern extern = object.externs().get(index);
            if (!(extern instanceof Extern.Configuration)) {
                byName.put(extern.name(), resolve(extern, index));
            }
        }
        return new Resolution(byName, maps, List.copyOf(notes));
    }

    private List<MapSpec> resolveConfiguration(Map<String, ResolvedExtern> byName) {
        List<Extern.Configuration> values = object.externs().stream()
                .filter(Extern.Configuration.class::isInstance)
                .map(Extern.Configuration.class::cast)
                .toList();
        MapSpec map = object.map(".kconfig").orElse(null);
        if (values.isEmpty() || map == null || types == null) {
            return object.maps();
        }
        ConfigurationValues filled = new ConfigurationValues(types, kernel, map.valueSize(), object.order());
        for (Extern.Configuration value : values) {
            String problem = filled.fill(value);
            byName.put(
                    value.name(),
                    problem == null
                            ? new ResolvedExtern.Value(value, map.name(), value.offset())
                            : refused(value, "extern " + problem));
        }
        notes.addAll(filled.notes());
        MapSpec withValues = map.withInitialValue(Bytes.wrap(filled.bytes(), object.fileName() + " .kconfig"));
        return object.maps().stream()
                .map(each -> each == map ? withValues : each)
                .toList();
    }

    private ResolvedExtern resolve(Extern extern, int index) {
        try {
            if (extern instanceof Extern.Variable variable && types != null) {
                return variable(variable, types, index);
            } else if (extern instanceof Extern.Function function && types != null) {
                return function(function, types, index);
            }
            return address(extern, index);
        } catch (CorruptObjectException | MinimizedBtfException damaged) {
            return refused(extern, describe(extern) + ": " + damaged.getMessage());
        }
    }

    private ResolvedExtern address(Extern extern, int index) {
        String name = extern.name();
        KernelSymbols symbols = kernel.symbols();
        if (!symbols.isKnown()) {
            notes.add(new ExternNote(
                    extern,
                    describe(extern) + " gets address 0: the symbols of kernel '" + kernel.name() + "' are not known",
                    !extern.weak()));
            return new ResolvedExtern.Address(extern, 0);
        } else if (symbols.isAmbiguous(name)) {
            return refused(
                    extern, describe(extern) + ": kernel '" + kernel.name() + "' has several symbols of that name");
        }
        OptionalLong address = symbols.address(name);
        return address.isPresent()
                ? new ResolvedExtern.Address(extern, address.getAsLong())
                : absent(extern, index, "symbol '" + name + "'", symbols::names, name);
    }

    private ResolvedExtern variable(Extern.Variable extern, Btf local, int index) {
        Found found = find(BtfKind.VAR, extern.name());
        if (found == null) {
            return absent(
                    extern,
                    index,
                    "variable '" + extern.name() + "'",
                    () -> kernel.btf().names(BtfKind.VAR),
                    extern.name());
        }
        BtfType.Var variable = (BtfType.Var) found.btf().type(found.id());
        TypeCompatibility.Answer compatible =
                new TypeCompatibility(local, found.btf()).compareResolved(extern.typeId(), variable.type());
        return compatible == TypeCompatibility.Answer.YES
                ? new ResolvedExtern.Typed(extern, found.module(), found.id())
                : refused(extern, otherType(extern, local, extern.typeId(), found.btf(), variable.type(), compatible));
    }

    private ResolvedExtern function(Extern.Function extern, Btf local, int index) {
        String name = EssentialName.of(extern.name());
        Found found = find(BtfKind.FUNC, name);
        if (found == null) {
            return absent(
                    extern, index, "function '" + name + "'", () -> kernel.btf().names(BtfKind.FUNC), name);
        }
        BtfType.Func function = (BtfType.Func) found.btf().type(found.id());
        TypeCompatibility.Answer compatible =
                new TypeCompatibility(local, found.btf()).compare(extern.protoId(), function.proto());
        if (compatible == TypeCompatibility.Answer.YES) {
            return new ResolvedExtern.Typed(extern, found.module(), found.id());
        }
        // Sources declare a function once for each form that kernels have it in; all but one are another's.
        return extern.weak()
                ? new ResolvedExtern.Missing(extern, index)
                : refused(
                        extern, otherType(extern, local, extern.protoId(), found.btf(), function.proto(), compatible));
    }

    private String otherType(
            Extern extern, Btf local, int localId, Btf target, int targetId, TypeCompatibility.Answer answer) {
        return describe(extern) + " is declared as " + describe(local, localId) + ", but kernel '" + kernel.name()
                + "' has " + describe(target, targetId)
                + (answer == TypeCompatibility.Answer.TOO_DEEP ? ", too deeply nested to compare" : "");
    }

    /** A type as far as compatibility goes: nothing behind pointers, and of structs the kind alone. */
    private static String describe(Btf btf, int id) {
        BtfType type = btf.resolve(id);
        if (type instanceof BtfType.FuncProto proto) {
            return "a function (" + proto.params().size() + " parameters, returns " + describe(btf, proto.returnType())
                    + ")";
        }
        String kind = switch (type.kind()) {
            case VOID -> "void";
            case INT -> "integer";
            case PTR -> "pointer";
            case FWD -> "undefined struct or union";
            default -> type.kind().toString().toLowerCase(Locale.ROOT);
        };
        return type.kind() == BtfKind.VOID || type.name().isEmpty() ? kind : kind + " " + type.name();
    }

    /** A type that the kernel has: in its own types, or in those of a module. */
    private record Found(String module, Btf btf, int id) {}

    private @Nullable Found find(BtfKind kind, String name) {
        Integer own = kernel.btf().find(kind, name).orElse(null);
        if (own != null) {
            return new Found("", kernel.btf(), own);
        }
        for (KernelModule module : kernel.modules()) {
            for (int id : module.btf().findAll(kind, name)) {
                if (id >= module.btf().firstId()) {
                    return new Found(module.name(), module.btf(), id);
                }
            }
        }
        return null;
    }

    private ResolvedExtern absent(
            Extern extern, int index, String wanted, Supplier<Collection<String>> known, String name) {
        if (extern.weak()) {
            return new ResolvedExtern.Missing(extern, index);
        }
        String where = kernel.modules().isEmpty() ? "" : " or its modules";
        return new ResolvedExtern.Refused(
                extern,
                "extern '" + extern.name() + "': there is no " + wanted + " in kernel '" + kernel.name() + "'" + where,
                () -> Nearest.of(name, known.get()));
    }

    private static ResolvedExtern refused(Extern extern, String problem) {
        return new ResolvedExtern.Refused(extern, problem, List::of);
    }

    private static String describe(Extern extern) {
        return (extern.weak() ? "weak " : "") + "extern '" + extern.name() + "'";
    }
}
