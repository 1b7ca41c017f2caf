// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountryCodeTest {
    @ParameterizedTest
    @ValueSource(strings = {"AA", "AZ", "ZA", "ZZ", "DE", "US", ""})
    void comesBack(String code) {
        assertThat(CountryCode.name(CountryCode.pack(code))).isEqualTo(code);
    }

    @Test
    void nameIsNotAllocated() {
        short packed = CountryCode.pack("DE");

        assertThat(CountryCode.name(packed)).isSameAs(CountryCode.name(packed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"D", "DEU", "de", "D1", " D", "@A", "A[", "ÄÖ"})
    void otherCodesAreRejected(String code) {
        assertThatIllegalArgumentException().isThrownBy(() -> CountryCode.pack(code)).withMessageContaining(code);
    }

    @Test
    void garbageIsSeenAsSuch() {
        for (int bits = 1; bits < 0x10000; bits++) {
            String name = CountryCode.name((short) bits);
            assertThat(name.matches("[A-Z]{2}") ? CountryCode.pack(name) : Integer.parseInt(name.substring(1), 16))
                    .isIn(bits, (int) (short) bits);
        }
        assertThat(CountryCode.name((short) 0xcccc)).isEqualTo("?cccc");
    }
}
