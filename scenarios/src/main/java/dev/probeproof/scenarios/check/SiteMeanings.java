// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathRoot;
import dev.probeproof.loader.dwarf.CodeScopes;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.dwarf.DebugVariable;
import dev.probeproof.loader.dwarf.Die;
import dev.probeproof.loader.dwarf.DwarfTag;
import dev.probeproof.loader.dwarf.DwarfTypes;
import dev.probeproof.loader.dwarf.VariableLocation;
import dev.probeproof.loader.dwarf.VariableLocator;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.DebugTarget;
import dev.probeproof.loader.probe.ResolvedSite;
import dev.probeproof.loader.probe.UserPointers;
import java.util.List;
import java.util.Optional;

/**
 * What paths mean at places inside code. Which variable a name is, its type, and where it lies is what debug information
 * says, taken as given; everything from there on is read without the resolver.
 */
final class SiteMeanings {
    private final DebugTarget target;
    private final DebugInfo info;
    private final VariableLocator locator;
    private final DwarfTypes types;
    private final boolean isProgram;

    SiteMeanings(DebugTarget target) {
        this.target = target;
        this.info = target.info();
        this.isProgram = target.program().isPresent();
        this.locator = isProgram
                ? VariableLocator.ofProgram(info, target.code(), target.kernel().arch())
                : VariableLocator.ofKernel(info, target.kernel().arch());
        this.types = new DwarfTypes(info);
    }

    /** What paths mean at one place. */
    Meanings.Reader at(ResolvedSite site) {
        return new AtSite(site);
    }

    boolean isProgram() {
        return isProgram;
    }

    /** A function as its debug information declares it: its id in {@link #btf}. */
    int function(Die subprogram) {
        return types.addFunction(subprogram);
    }

    /** The types that were asked for so far. */
    Btf btf() {
        return types.btf();
    }

    DebugInfo info() {
        return info;
    }

    /** What a path means at the entry of a function, by the calling convention. */
    Meaning passed(PathExpression path, FetchArgument fetched, Die function) {
        int id = types.addFunction(function);
        Btf btf = types.btf();
        String name = function.name().orElse("?");
        return MeaningReader.read(
                path, fetched.fetch().leaf(), typed(btf), id, index -> UserPointers.isUser(btf, name, index));
    }

    private TargetKernel typed(Btf btf) {
        TargetKernel kernel = target.kernel();
        return new TargetKernel(
                kernel.name(),
                kernel.release(),
                kernel.arch(),
                btf,
                kernel.modules(),
                kernel.symbols(),
                kernel.config());
    }

    /** Where debug information puts what a path starts from; empty if there is no such variable, or it is nowhere. */
    Optional<LocatedVariable> variable(PathExpression path, ResolvedSite site) {
        return new AtSite(site).located(path);
    }

    private final class AtSite implements Meanings.Reader {
        private final ResolvedSite site;
        private final CodeScopes scopes;
        private final Die function;

        AtSite(ResolvedSite site) {
            this.site = site;
            this.scopes = site.scopes();
            this.function = scopes.innermostFunction();
        }

        @Override
        public Meaning meaning(PathExpression path, FetchArgument fetched) {
            Meaning meaning = byConvention(path) ? passed(path, fetched, function) : located(path, fetched);
            return isProgram ? meaning.inUserMemory() : meaning;
        }

        /** At the entry of a function, debug information does not hold yet; calling conventions do. */
        private boolean byConvention(PathExpression path) {
            return path.isReturnValue()
                    || path.start() instanceof PathRoot.PerCpu
                    || site.atEntry() && parameter(path).isPresent();
        }

        private Meaning located(PathExpression path, FetchArgument fetched) {
            Optional<DebugVariable> variable = variable(path);
            boolean absent = fetched.fetch().base() instanceof FetchBase.Absent;
            if (variable.isEmpty()) {
                String reason = "no variable '" + path.root() + "' is visible there";
                if (absent) {
                    return Meaning.nowhere(reason);
                }
                throw new MeaningReader.MeaninglessPathException(reason);
            }
            VariableLocation location = locator.locate(variable.get(), scopes);
            if (location instanceof VariableLocation.Unavailable unavailable) {
                if (absent) {
                    return Meaning.nowhere(unavailable.reason());
                }
                throw new MeaningReader.MeaninglessPathException(
                        "'" + path.root() + "' cannot be fetched because " + unavailable.reason());
            } else if (fetched.fetch().base() instanceof FetchBase.Absent nothing) {
                throw new NotJudgedException("it is " + nothing.reason());
            }
            int type = variable.get().type().map(types::add).orElse(0);
            Btf btf = types.btf();
            LocatedVariable located =
                    new LocatedVariable(path.root(), location, type, Math.toIntExact(btf.sizeOf(type)));
            return MeaningReader.read(
                    path, fetched.fetch().leaf(), btf, target.kernel().arch(), located);
        }

        Optional<LocatedVariable> located(PathExpression path) {
            return variable(path).flatMap(variable -> {
                VariableLocation location = locator.locate(variable, scopes);
                if (location instanceof VariableLocation.Unavailable) {
                    return Optional.empty();
                }
                int type = variable.type().map(types::add).orElse(0);
                int size = Math.toIntExact(types.btf().sizeOf(type));
                return Optional.of(new LocatedVariable(path.root(), location, type, size));
            });
        }

        @Override
        public Optional<String> given(PathExpression path) {
            return byConvention(path)
                    ? Optional.empty()
                    : variable(path).flatMap(variable -> locator.text(variable, scopes));
        }

        private Optional<DebugVariable> variable(PathExpression path) {
            Optional<Die> parameter =
                    path.start() instanceof PathRoot.Argument ? parameter(path) : Optional.<Die>empty();
            if (parameter.isPresent()) {
                Die die = parameter.get();
                return Optional.of(new DebugVariable(die.name().orElse("?"), die, true));
            }
            String name = path.start().name();
            Optional<DebugVariable> local =
                    path.start() instanceof PathRoot.Parameter ? scopes.variable(name) : Optional.empty();
            return local.or(() -> info.globals(name).stream().findFirst());
        }

        private Optional<Die> parameter(PathExpression path) {
            Die described = function.children().isEmpty() ? function.root() : function;
            List<Die> parameters = described.children().stream()
                    .filter(die -> die.is(DwarfTag.FORMAL_PARAMETER))
                    .toList();
            if (path.start() instanceof PathRoot.Argument argument) {
                return argument.number() <= parameters.size()
                        ? Optional.of(parameters.get(argument.number() - 1))
                        : Optional.empty();
            }
            return path.start() instanceof PathRoot.Parameter
                    ? parameters.stream()
                            .filter(die ->
                                    die.name().filter(path.root()::equals).isPresent())
                            .findFirst()
                    : Optional.empty();
        }
    }
}
