// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4Test {
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "1.2.3.4", "127.255.255.255", "128.0.0.0", "255.255.255.255", "10.0.100.9"})
    void comesBack(String text) {
        int address = Ipv4.parse(text);

        assertThat(Ipv4.format(address)).isEqualTo(text);
        assertThat(Ipv4.fromBytes(Ipv4.toBytes(address))).isEqualTo(address);
    }

    @Test
    void isInNetworkOrder() {
        assertThat(Ipv4.parse("1.2.3.4")).isEqualTo(0x01020304);
        assertThat(Ipv4.toBytes(0xfffefdfc)).containsExactly(0xff, 0xfe, 0xfd, 0xfc);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                    "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.256", "1.2.3.-4", "1.2.3.+4",
                    "1.2.3.04", " 1.2.3.4", "1.2.3.4 ", "a.b.c.d", "1.2.3.99999999999", "::1", "1.2.3.\u0664"
            })
    void anythingElseIsRejected(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Ipv4.parse(text)).withMessageContaining('"' + text + '"');
    }
}
