// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        List<Object> value = Arrays.asList(true, false, null, -1.5, 3.0, 1e-7, 87047.6952139467, 1e300,
                9007199254740992.0,
                "quote \" backslash \\ line\ntab\t é", Map.of(), List.of(), Map.of("x", List.of(Map.of("y", 0.25))));

        assertThat(Json.parse(JsonText.of(value))).isEqualTo(value);
    }

    @Test
    void shortValuesStandInALine() {
        assertThat(JsonText.of(Arrays.asList(1.0, 2.5, "a", null, true, List.of(), Map.of("b", Map.of()))))
                .isEqualTo("[1, 2.5, \"a\", null, true, [], {\"b\": {}}]\n");
    }

    @Test
    void longValuesHaveALineForEachMember() {
        String half = "x".repeat(55);

        assertThat(JsonText.of(List.of(Map.of("name", List.of(half, half)), 1.0))).isEqualTo("""
                [
                  {
                    "name": [
                      "%1$s",
                      "%1$s"
                    ]
                  },
                  1
                ]
                """.formatted(half));
        assertThat(JsonText.of("x".repeat(200))).isEqualTo("\"" + "x".repeat(200) + "\"\n");
    }

    @Test
    void whatJsonHasNoTextForIsRefused() {
        for (Object wrong : List.of(Double.NaN, Double.POSITIVE_INFINITY, 1, 'c', new Object())) {
            assertThatIllegalArgumentException().as("%s", wrong).isThrownBy(() -> JsonText.of(List.of(wrong)))
                    .withMessageStartingWith("Not a ");
        }
    }
}
