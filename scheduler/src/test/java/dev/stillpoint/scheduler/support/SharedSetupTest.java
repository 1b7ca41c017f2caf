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

    private class Noted extends SharedSetup {
        @Override
        protected void setUp() {
            done.add("up");
        }

        @Override
        protected void takeDown() {
            done.add("down");
        }
    }

    @Test
    void theFirstUserSetsUpAndTheLastOneTakesDown() {
        SharedSetup setup = new Noted();
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
        SharedSetup setup = new Noted();
        Lease first = setup.lease();
        setup.lease();
        first.close();
        first.close();

        assertThat(done).containsExactly("up");
    }

    @Test
    void aLeaseThatCouldNotEndGoesOn() {
        SharedSetup setup = new Noted() {
            @Override
            protected void takeDown() {
                super.takeDown();
                if (done.size() == 2) {
                    throw new StackOverflowError("expected by the test");
                }
            }
        };
        Lease lease = setup.lease();
        assertThatThrownBy(lease::close).isInstanceOf(StackOverflowError.class);
        lease.close();
        lease.close();

        assertThat(done).containsExactly("up", "down", "down");
    }

    @Test
    void aFailedSetUpHasNoUser() {
        SharedSetup setup = new Noted() {
            @Override
            protected void setUp() {
                super.setUp();
                if (done.size() == 1) {
                    throw new OutOfMemoryError("expected by the test");
                }
            }
        };
        assertThatThrownBy(setup::lease).isInstanceOf(OutOfMemoryError.class);

        setup.lease().close();
        assertThat(done).containsExactly("up", "up", "down");
    }
}
