// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The slots of one architecture's {@code struct pt_regs}: register, C member, other names. */
final class RegisterTable {
    /** DWARF number of a register that has none. */
    static final int NO_DWARF = -1;

    private final List<Register> registers;
    private final Map<String, Register> byName;
    private final Map<String, String> members;

    private RegisterTable(List<Register> registers, Map<String, Register> byName, Map<String, String> members) {
        this.registers = List.copyOf(registers);
        // Not copied: nobody else has them, and every command makes all tables.
        this.byName = Collections.unmodifiableMap(byName);
        this.members = Collections.unmodifiableMap(members);
    }

    List<Register> registers() {
        return registers;
    }

    /** End of the last slot. */
    int bytes() {
        return registers.get(registers.size() - 1).ptRegsOffset() + 8;
    }

    Optional<Register> find(String name) {
        return Optional.ofNullable(byName.get(name.startsWith("%") ? name.substring(1) : name));
    }

    Register get(String name) {
        return find(name).orElseThrow();
    }

    List<Register> all(String... names) {
        List<Register> all = new ArrayList<>();
        for (String name : names) {
            all.add(get(name));
        }
        return List.copyOf(all);
    }

    String member(Register register) {
        String member = members.get(register.name());
        if (member == null) {
            throw new IllegalArgumentException("no such register: " + register);
        }
        return member;
    }

    /** Collects slots in the order of their offsets. */
    static final class Builder {
        private final Map<Integer, Register> registers = new TreeMap<>();
        private final Map<String, Register> byName = new LinkedHashMap<>();
        private final Map<String, String> members = new LinkedHashMap<>();

        /** A register whose C member has its name. */
        Builder slot(String name, int offset, int dwarf, String... aliases) {
            return slot(name, offset, dwarf, name, List.of(aliases));
        }

        Builder slot(String name, int offset, int dwarf, String member, List<String> aliases) {
            Register register = new Register(name, offset, dwarf);
            if (registers.put(offset, register) != null) {
                throw new IllegalStateException("two registers at " + offset);
            }
            members.put(name, member);
            name(name, register);
            for (String alias : aliases) {
                name(alias, register);
            }
            return this;
        }

        private void name(String name, Register register) {
            if (byName.put(name, register) != null) {
                throw new IllegalStateException("two registers named " + name);
            }
        }

        RegisterTable build() {
            return new RegisterTable(new ArrayList<>(registers.values()), byName, members);
        }
    }
}
