// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.scheduler.support.SharedSetup.Lease;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedSetupTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void theFirstUserSetsUpAndTheLastOneTakesDown() {
        SharedSetup setup = new SharedSetup(() -> done.add("up"), () -> done.add("down"));
        Lease first = setup.lease();
        Lease second = setup.lease();
        first.close();
        assertThat(done).containsExactly("up");

        second.close();
        assertThat(done).containsExactly("up", "down");
        setup.lease().close();
        assertThat(done).containsExactly("up", "down", "up", "down");
    }

    @Test
    void aLeaseEndsOnce() {
        SharedSetup setup = new SharedSetup(() -> done.add("up"), () -> done.add("down"));
        Lease first = setup.lease();
        setup.lease();
        first.close();
        first.close();

        assertThat(done).containsExactly("up");
    }

    @Test
    void aFailedSetUpHasNoUser() {
        SharedSetup setup = new SharedSetup(() -> {
            done.add("up");
            if (done.size() == 1) {
                throw new OutOfMemoryError("expected by the test");
            }
        }, () -> done.add("down"));
        assertThatThrownBy(setup::lease).isInstanceOf(OutOfMemoryError.class);

        setup.lease().close();
        assertThat(done).containsExactly("up", "up", "down");
    }
}
