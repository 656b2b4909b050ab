// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

import dev.probeproof.loader.definition.FetchDialect;
import dev.probeproof.loader.definition.FetchExpression;
import dev.probeproof.loader.definition.FetchOperand;
import dev.probeproof.loader.definition.FetchType;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.definition.TextSlice;
import dev.probeproof.loader.definition.tracefs.TracefsProbe.Kind;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchLeaf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which arguments can be had at which kind of place, in any release. */
final class TracefsContext {
    private final Kind kind;
    private final boolean onReturn;
    private final TracefsPlace place;

    TracefsContext(Kind kind, boolean onReturn, TracefsPlace place) {
        this.kind = kind;
        this.onReturn = onReturn;
        this.place = place;
    }

    static TracefsArgument argument(@Nullable TextSlice name, TextSlice body, int column) {
        if (body.isEmpty()) {
            throw body.error("expected a fetch but found " + body.found(0));
        }
        FetchExpression fetch = FetchExpression.parse(body, FetchDialect.KERNEL);
        if (fetch.operand() instanceof FetchOperand.AllArguments) {
            if (name != null) {
                throw name.error("$arg* becomes several arguments and has no name");
            }
            if (!fetch.derefs().isEmpty()) {
                throw body.error("$arg* becomes several arguments and cannot be dereferenced");
            }
        }
        return new TracefsArgument(name == null ? null : name.text(), fetch, column);
    }

    void require(List<TracefsArgument> arguments, TextSlice line) {
        boolean all = false;
        for (TracefsArgument argument : arguments) {
            FetchExpression fetch = argument.fetch();
            String problem = problem(fetch);
            if (problem != null) {
                throw error(line, fetch.operand().column(), problem);
            }
            String typeProblem = typeProblem(fetch);
            if (typeProblem != null) {
                throw error(line, fetch.column(), typeProblem);
            }
            if (argument.isAllArguments() && all) {
                throw error(line, argument.column(), "$arg* may be said only once");
            }
            all |= argument.isAllArguments();
        }
    }

    private static ProbeSyntaxException error(TextSlice line, int column, String problem) {
        return new ProbeSyntaxException(line.whole(), column, problem);
    }

    private @Nullable String problem(FetchExpression fetch) {
        FetchOperand operand = fetch.operand();
        if (kind == Kind.EVENT) {
            return problemInEvent(operand);
        }
        boolean user = kind == Kind.UPROBE;
        if (operand instanceof FetchOperand.Register && (kind == Kind.FPROBE || kind == Kind.TRACEPOINT)) {
            return "registers are only known to p and r";
        } else if (operand instanceof FetchOperand.ReturnValue || isFieldOfReturn(operand)) {
            boolean has = onReturn || kind == Kind.FPROBE && operand instanceof FetchOperand.ReturnValue;
            return has ? null : "$retval is only known at returns: 'r', or %return after the place";
        } else if (operand instanceof FetchOperand.FileOffset && !user) {
            return "@+OFFSET is an offset in the file of a user program";
        } else if (operand instanceof FetchOperand.Symbol && user) {
            return "symbols of the kernel cannot be read at a place of a user program";
        } else if (operand instanceof FetchOperand.Argument || operand instanceof FetchOperand.AllArguments) {
            return atFunction() ? null : "arguments are only known at the entry and the return of a kernel function";
        } else if (operand instanceof FetchOperand.Variable) {
            return atFunction() ? null : "parameters are only known at the entry and the return of a kernel function";
        } else if (operand instanceof FetchOperand.Field field) {
            return "unknown variable '$" + field.name()
                    + "'; there are $retval, $argN from 1, $arg*, $stackN, $stack and" + " $comm";
        }
        return operand instanceof FetchOperand.Cast ? "casts are only known to event probes" : null;
    }

    private static boolean isFieldOfReturn(FetchOperand operand) {
        return operand instanceof FetchOperand.Variable variable
                && variable.path().isReturnValue();
    }

    /** An event has fields, which may be called like any variable, and constants; registers and places it has none. */
    private static @Nullable String problemInEvent(FetchOperand operand) {
        if (operand instanceof FetchOperand.Register) {
            return "an event has no registers, only fields: $NAME";
        } else if (operand instanceof FetchOperand.Variable) {
            return "a field of an event is written with '$'";
        }
        return operand instanceof FetchOperand.FileOffset || operand instanceof FetchOperand.AllArguments
                ? "an event has only fields: $NAME"
                : null;
    }

    private boolean atFunction() {
        boolean inside = place instanceof TracefsPlace.Symbol symbol && !symbol.mayBeEntry();
        return kind != Kind.UPROBE && !inside && !(place instanceof TracefsPlace.Address);
    }

    private @Nullable String typeProblem(FetchExpression fetch) {
        FetchType type = fetch.type();
        FetchType element = type instanceof FetchType.Array array ? array.element() : type;
        boolean text = element instanceof FetchType.Text;
        if (kind == Kind.UPROBE) {
            if (element instanceof FetchType.Symbol || element instanceof FetchType.SymbolText) {
                return "symbols of the kernel have no meaning in a user program";
            }
            if (element instanceof FetchType.PathName) {
                return "a user program has no dentries and files of the kernel";
            }
            boolean bare = fetch.derefs().isEmpty() && fetch.operand() instanceof FetchOperand.ReturnValue;
            if (text && bare) {
                return "text lies in memory, not in a register: write +0($retval)";
            }
        }
        List<Deref> derefs = fetch.derefs();
        boolean lastIsUser = !derefs.isEmpty() && derefs.get(derefs.size() - 1).space() == AddressSpaceKind.USER;
        if (lastIsUser && element instanceof FetchType.SymbolText) {
            return "a symbol of the kernel is not behind a 'u' dereference";
        }
        if (kind == Kind.EVENT && element instanceof FetchType.PathName) {
            return "event probes know neither %pd nor %pD";
        }
        boolean inRegister = derefs.isEmpty()
                && fetch.operand() instanceof FetchOperand.Variable variable
                && variable.path().steps().isEmpty();
        if (type instanceof FetchType.Array && inRegister) {
            return "arrays lie in memory, and a parameter does not: write +0(…) around it";
        }
        boolean userArray = fetch.leaf() instanceof FetchLeaf.Memory && lastIsUser;
        return userArray ? "the kernel reads no arrays but those of texts behind a 'u' dereference" : null;
    }
}
