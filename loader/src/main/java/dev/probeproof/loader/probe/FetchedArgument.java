// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.ArgumentDefinition;
import dev.probeproof.loader.definition.FetchExpression;
import dev.probeproof.loader.definition.FetchType;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.fetch.Display;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is fetched for an argument, once it is known where its path leads. */
final class FetchedArgument {
    private FetchedArgument() {}

    /**
     * @param path where the path leads; null if the argument has none
     * @param prototype of the function or tracepoint, if it has one
     * @throws ProbeResolutionException if a fetch names what the kernel or its CPU lacks, or if a type does not go with the path
     */
    static FetchArgument of(
            ArgumentDefinition argument,
            PathResolver.@Nullable Shown path,
            ProbeDefinition definition,
            TargetKernel kernel,
            BtfType.@Nullable FuncProto prototype) {
        FetchExpression raw = argument.fetch();
        if (raw != null || path == null) {
            FetchExpression fetch = Objects.requireNonNull(raw);
            Display display = path != null ? path.display() : display(fetch.type());
            return new FetchArgument(
                    argument.label(),
                    argument.text(),
                    new FetchResolver(definition, kernel, prototype).resolve(fetch),
                    display);
        }
        FetchArgument.Fetch fetch = path.path().fetch();
        FetchType type = argument.type();
        if (type == null) {
            return new FetchArgument(argument.label(), argument.text(), fetch, path.display());
        }
        PathExpression expression = path.path().expression();
        FetchArgument.Fetch typed = TypedRead.of(
                fetch,
                type,
                problem -> new ProbeResolutionException(
                        Reason.NOT_FETCHABLE,
                        expression.root(),
                        kernel.name(),
                        definition.text(),
                        argument.column(),
                        "'" + argument.text() + "' cannot be fetched: " + problem,
                        List.of(),
                        ""));
        return new FetchArgument(argument.label(), argument.text(), typed, display(type));
    }

    /** A raw fetch says by its type how it is shown. */
    private static Display display(@Nullable FetchType type) {
        return type == null ? Display.PLAIN : type.display();
    }
}
