// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.judge;

import dev.probeproof.scenarios.model.Value;
import java.util.Optional;
import java.util.OptionalLong;

/** What words of a scenario mean where it runs: the judge knows no kernel. */
public interface Words {
    /** The number that a value is: a numeral, an enumerator, a macro, a reference; empty if it is none. */
    OptionalLong number(Value value);

    /** The bytes that {@code {hex: …}}, {@code {ip: …}} and their like stand for; empty for anything else. */
    Optional<byte[]> bytes(Value value);
}
