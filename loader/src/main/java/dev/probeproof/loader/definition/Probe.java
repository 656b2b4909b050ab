// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Builds a {@link ProbeDefinition} in Java: where to probe, and {@link ProbePath}s of what to fetch there. What comes out
 * equals what the text would be read into.
 *
 * <pre>{@code
 * import static dev.probeproof.loader.definition.ProbePath.*;
 *
 * ProbeDefinition definition = Probe.at("vfs_read")
 *         .fetch("name", arg("file").arrow("f_path").dot("dentry").arrow("d_name").dot("name").string())
 *         .fetch(arg("count"))
 *         .fetch("port", cast("struct inet_sock *", arg("file").arrow("private_data")).arrow("inet_sport").hex())
 *         .definition();
 * // vfs_read(name=file->f_path.dentry->d_name.name:string, count,
 * //          port=((struct inet_sock *)file->private_data)->inet_sport:hex)
 * }</pre>
 *
 * <p>Probes are values: each method leaves the one it is called on as it is.
 */
public final class Probe {
    private final String place;
    private final List<String> arguments;

    private Probe(String place, List<String> arguments) {
        this.place = place;
        this.arguments = List.copyOf(arguments);
    }

    /**
     * A probe that fetches nothing yet.
     *
     * @param place as in a definition: a function, with {@code %return}, {@code +OFFSET}, {@code :LINE} …
     */
    public static Probe at(String place) {
        if (place.indexOf('(') >= 0) {
            throw new IllegalArgumentException("a place has no arguments, fetch() adds them: " + place);
        }
        return new Probe(place, List.of());
    }

    /** The same at the return of the function. */
    public Probe onReturn() {
        return new Probe(place + "%return", arguments);
    }

    /** Fetches one argument more, labelled as its last member is, or as its parameter. */
    public Probe fetch(ProbePath path) {
        return with(path.toString());
    }

    /** Fetches one argument more. */
    public Probe fetch(String label, ProbePath path) {
        return with(ProbePath.identifier(label) + "=" + path);
    }

    /**
     * Fetches one argument more, in the words of the kernel's {@code kprobe_events}.
     *
     * @param fetch such as {@code +8(%di):u32} or {@code $comm}
     */
    public Probe fetchRaw(String label, String fetch) {
        DefinitionScanner scanner = new DefinitionScanner(fetch);
        new FetchParser(scanner).fetch();
        if (!scanner.skipBlanks().atEnd()) {
            throw scanner.error("expected the end but found " + scanner.found());
        }
        return with(ProbePath.identifier(label) + "=" + fetch);
    }

    private Probe with(String argument) {
        List<String> longer = new ArrayList<>(arguments);
        longer.add(argument);
        return new Probe(place, longer);
    }

    /**
     * The definition.
     *
     * @throws ProbeSyntaxException if the place is none, or if the arguments do not go together
     */
    public ProbeDefinition definition() {
        return ProbeDefinition.parse(toString());
    }

    /** The definition as text. */
    @Override
    public String toString() {
        return arguments.isEmpty() ? place : arguments.stream().collect(Collectors.joining(", ", place + "(", ")"));
    }
}
