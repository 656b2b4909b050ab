// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.json;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JsonReaderTest {
    private static Json read(String text) {
        return JsonReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "true",
                "-12",
                "1.5",
                "18446744073709551616",
                "\"\"",
                "\"é😀\\n\\\"\"",
                "{\"z\":[1,{\"a\":null}],\"a\":false}"
            })
    void readsWhatTheWriterWrote(String text) {
        assertThat(JsonWriter.write(read(text))).isEqualTo(text);
    }

    @Test
    void readsMembersByType() {
        JsonObject object =
                (JsonObject) read("{\"text\":\"t\",\"number\":-7,\"array\":[1],\"object\":{\"x\":1},\"nothing\":null}");

        assertThat(object.text("text")).isEqualTo("t");
        assertThat(object.number("number")).isEqualTo(-7);
        assertThat(object.optionalArray("array")).containsExactly(JsonNumber.of(1));
        assertThat(object.optionalObject("object")).isPresent();
        assertThat(object.optionalText("nothing")).isEmpty();
        assertThat(object.optionalNumber("absent")).isEmpty();
        assertThat(object.optionalArray("absent")).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "text   | {\"x\":1}            | 'x' must be a string, not a number",
                "number | {\"x\":\"1\"}        | 'x' must be a 64-bit integer, not a string",
                "number | {\"x\":1.5}          | 'x' must be a 64-bit integer, not a number",
                "number | {\"x\":1e999999999}  | 'x' must be a 64-bit integer, not a number",
                "number | {\"x\":9223372036854775808} | 'x' must be a 64-bit integer, not a number",
                "number | {\"y\":1}            | 'x' is missing",
                "text   | {\"x\":null}         | 'x' is missing",
                "array  | {\"x\":{}}           | 'x' must be an array, not an object",
                "object | {\"x\":[true]}       | 'x' must be an object, not an array"
            })
    void namesTheMemberThatIsWrong(String wanted, String text, String message) {
        JsonObject object = (JsonObject) read(text);

        assertThatThrownBy(() -> {
                    switch (wanted) {
                        case "text" -> object.text("x");
                        case "number" -> object.number("x");
                        case "array" -> object.optionalArray("x");
                        default -> object.optionalObject("x");
                    }
                })
                .isInstanceOf(JsonException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "{\"a\":}",
                "[1,]",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1,\"a\":2}",
                "nul",
                "01",
                "\"unfinished",
                "\"bad \\x escape\"",
                "{} {}",
                "{}x",
                "'single'",
                "NaN",
                "/* comment */ 1"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        assertThatThrownBy(() -> JsonReader.read(new byte[] {'"', (byte) 0xff, (byte) 0xfe, '"'}))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void limitsDepthAndNumberOfValues() {
        assertThat(read("[".repeat(32) + "]".repeat(32))).isNotNull();
        assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> read("[" + "1,".repeat(3_000_000) + "1]")).isInstanceOf(JsonException.class);
    }

    @Test
    void saysWhere() {
        assertThatThrownBy(() -> read("{\"id\": 1,\n \"op\": oops}"))
                .hasMessageStartingWith("not JSON: ")
                .hasMessageContaining("line 2, column");
    }
}
