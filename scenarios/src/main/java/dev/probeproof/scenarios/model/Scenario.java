// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

import java.util.List;

/**
 * What a user wrote: programs, the state of a kernel, what happens there step by step, and what is expected of it. The same
 * scenario is run on each of its kernels.
 *
 * @param name unique in its file
 * @param kernels names, files or globs over the names of shipped kernels ({@code 6.*-amd64}); empty for all shipped ones
 * @param tags by which tests are chosen
 * @param skip why it is not run; empty if it is
 * @param objects files that clang made, relative to the scenario file
 * @param programs which programs of them are loaded; empty for all that load by themselves
 * @param probes definitions for programs, in place of the source's
 * @param attach where programs are attached whose section does not say it, or in place of what it says
 * @param variables values of global variables before the programs are loaded, by path
 * @param maps how maps differ from their definitions ({@code max_entries}), and what is in them at the start
 * @param seed of random numbers
 * @param cpus how many CPUs the kernel has
 * @param clock nanoseconds since boot at the start
 * @param types declarations in C, or header files that have them, for records whose types an object does not keep
 * @param kernelObjects objects of kernel types, by name
 * @param memory texts and bytes in the memory of user space, by name
 * @param mocks helpers and kernel functions that answer as said here
 */
public record Scenario(
        String name,
        SourcePosition position,
        List<Value.Word> kernels,
        List<String> tags,
        String skip,
        List<Value.Word> objects,
        List<Value.Word> programs,
        List<ProgramProbes> probes,
        List<ProgramProbes> attach,
        List<Value.Field> variables,
        List<MapSetting> maps,
        long seed,
        int cpus,
        long clock,
        List<Value.Word> types,
        List<TaskSetting> tasks,
        List<Value.Field> kernelObjects,
        List<Value.Field> memory,
        List<Mock> mocks,
        List<Step> steps,
        Expectation expect) {
    public Scenario {
        kernels = List.copyOf(kernels);
        tags = List.copyOf(tags);
        objects = List.copyOf(objects);
        programs = List.copyOf(programs);
        probes = List.copyOf(probes);
        attach = List.copyOf(attach);
        variables = List.copyOf(variables);
        maps = List.copyOf(maps);
        types = List.copyOf(types);
        tasks = List.copyOf(tasks);
        kernelObjects = List.copyOf(kernelObjects);
        memory = List.copyOf(memory);
        mocks = List.copyOf(mocks);
        steps = List.copyOf(steps);
    }

    /** The same with another seed. */
    public Scenario withSeed(long newSeed) {
        return new Scenario(
                name,
                position,
                kernels,
                tags,
                skip,
                objects,
                programs,
                probes,
                attach,
                variables,
                maps,
                newSeed,
                cpus,
                clock,
                types,
                tasks,
                kernelObjects,
                memory,
                mocks,
                steps,
                expect);
    }

    /** The same with other programs loaded. */
    public Scenario withPrograms(List<Value.Word> newPrograms) {
        return new Scenario(
                name,
                position,
                kernels,
                tags,
                skip,
                objects,
                newPrograms,
                probes,
                attach,
                variables,
                maps,
                seed,
                cpus,
                clock,
                types,
                tasks,
                kernelObjects,
                memory,
                mocks,
                steps,
                expect);
    }

    /** The definitions, or the places, of one program. */
    public record ProgramProbes(Value.Word program, List<Value.Word> definitions) {
        public ProgramProbes {
            definitions = List.copyOf(definitions);
        }
    }

    /**
     * A map at the start.
     *
     * @param maxEntries 0 for what its definition says
     * @param valueSize bytes; 0 for what its definition says
     * @param entries each with {@code key} and {@code value}, or for arrays with {@code index} and {@code value}
     */
    public record MapSetting(Value.Word map, int maxEntries, int valueSize, List<Value.Fields> entries) {
        public MapSetting {
            entries = List.copyOf(entries);
        }
    }

    /**
     * A task that events happen in.
     *
     * @param fields {@code pid}, {@code tgid}, {@code uid}, {@code gid}, {@code comm}, {@code parent}; every other name is a
     *     member of its {@code struct task_struct}
     */
    public record TaskSetting(Value.Word name, Value.Fields fields) {}

    /**
     * A helper or function of the kernel (kfunc) that does not do what it does, but answers as said.
     *
     * @param function {@code bpf_get_current_cgroup_id}, or the name of a kfunc
     * @param returns one for each call, the last for all that follow; at least one
     * @param writes what it writes where its pointer arguments lead, by position from 1
     */
    public record Mock(Value.Word function, List<Value> returns, List<Value.Field> writes) {
        public Mock {
            returns = List.copyOf(returns);
            writes = List.copyOf(writes);
        }
    }
}
