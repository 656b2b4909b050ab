// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A probe as its author wrote it: a place and what to fetch there, independent of any kernel.
 *
 * <pre>{@code
 * vfs_read(file->f_path.dentry->d_name.name:string, count)
 * vfs_read($retval)
 * tcp_close(((struct inet_sock *)sk)->inet_sport, &sk->sk_lock, $percpu(runqueues).nr_running)
 * fexit:vfs_read(file->f_pos, count, $retval)
 * tp_btf:sched_switch(prev->pid, next->comm:string)
 * vfs_open(mode=path->dentry->d_inode->i_mode == +0(+48(+8(%di))):u16)
 * }</pre>
 *
 * <p>A place without parentheses has no arguments. The grammar is that of {@link DefinitionParser}. {@link Probe} builds
 * the same without text.
 *
 * @param text the whole definition
 * @param mechanism what it says that programs come to the place by, or what was meant where it says nothing
 * @param target the file or module that the place is in; null for the kernel itself
 * @param onReturn the probe is at the function's return: it says {@code %return} or asks for {@code $retval}
 * @param event what the trace event is called, in languages that name them; null if nothing says
 * @param inlinedCopies whether inlined copies of a function are places, too; perf's {@code inlines=no} says they are not
 */
public record ProbeDefinition(
        String text,
        Mechanism mechanism,
        @Nullable ProbeTarget target,
        ProbePlace place,
        boolean onReturn,
        List<ArgumentDefinition> arguments,
        @Nullable EventName event,
        boolean inlinedCopies) {
    public ProbeDefinition {
        arguments = List.copyOf(arguments);
    }

    /** A definition for kprobes and uprobes. */
    public ProbeDefinition(
            String text,
            @Nullable ProbeTarget target,
            ProbePlace place,
            boolean onReturn,
            List<ArgumentDefinition> arguments) {
        this(text, Mechanism.KPROBE, target, place, onReturn, arguments);
    }

    /** A definition that names no event. */
    public ProbeDefinition(
            String text,
            Mechanism mechanism,
            @Nullable ProbeTarget target,
            ProbePlace place,
            boolean onReturn,
            List<ArgumentDefinition> arguments) {
        this(text, mechanism, target, place, onReturn, arguments, null, true);
    }

    /** A definition at the entry or the return of a kernel function. */
    public ProbeDefinition(
            String text, String function, int functionColumn, boolean onReturn, List<ArgumentDefinition> arguments) {
        this(
                text,
                null,
                new ProbePlace.Function(function, "", 0, ProbePlace.NO_LINE, functionColumn),
                onReturn,
                arguments);
    }

    /**
     * Reads a definition.
     *
     * @throws ProbeSyntaxException if it is none
     */
    public static ProbeDefinition parse(String text) {
        return parse(text, Mechanism.KPROBE);
    }

    /**
     * Reads the definition of a program that comes to its place by that mechanism, which the definition need not say, and
     * must not contradict.
     *
     * @throws ProbeSyntaxException if it is none
     */
    public static ProbeDefinition parse(String text, Mechanism meant) {
        return new DefinitionParser(text).definition(meant);
    }

    /** The function's name or glob; for a place that names none, the place as it is written. */
    public String function() {
        return place instanceof ProbePlace.Function function ? function.name() : place.toString();
    }

    /** Where the place starts in the text, from 1. */
    public int functionColumn() {
        return place.column();
    }

    /** The same place with other arguments. */
    public ProbeDefinition withArguments(List<ArgumentDefinition> others) {
        return new ProbeDefinition(text, mechanism, target, place, onReturn, others, event, inlinedCopies);
    }

    @Override
    public String toString() {
        return text;
    }
}
