// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.grace.Membarrier.SystemCall;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When there is a membarrier, and what is left when there is none. */
class MembarrierTest {

    private final AtomicLong calls = new AtomicLong();
    private final AtomicReference<SystemCall> found = new AtomicReference<>(this::allow);
    private final Membarrier membarrier = new Membarrier(() -> found.get());

    private long allow(long command) {
        calls.incrementAndGet();
        return 0;
    }

    private long refuse(long command) {
        calls.incrementAndGet();
        return -1;
    }

    private static long withoutMemory(long command) {
        throw new OutOfMemoryError("played");
    }

    private static long withoutStack(long command) {
        throw new StackOverflowError("played");
    }

    @Test
    void itIsThereOnceItIsLinkedAndNotBefore() {
        assertThat(membarrier.tryCut()).isFalse();
        assertThat(calls).hasValue(0);

        membarrier.link();

        assertThat(membarrier.isAvailable()).isTrue();
        long before = calls.get();
        assertThat(membarrier.tryCut()).isTrue();
        assertThat(calls).hasValue(before + 1);
    }

    @Test
    void itIsLinkedOnceAndCompiledThen() {
        membarrier.link();
        long before = calls.get();
        membarrier.link();
        membarrier.prepare();

        assertThat(before).isGreaterThan(127);
        assertThat(calls).hasValue(before);
    }

    @Test
    void aSystemThatRefusesToRegisterHasNone() {
        found.set(this::refuse);
        membarrier.link();
        found.set(this::allow);
        membarrier.link();

        assertThat(membarrier.isAvailable()).isFalse();
        assertThat(membarrier.tryCut()).isFalse();
        assertThat(calls).hasValue(1);
    }

    @Test
    void aSystemThatRegistersAndRefusesTheCallHasNone() {
        found.set(command -> command == Membarrier.PRIVATE_EXPEDITED ? -1 : 0);
        membarrier.link();

        assertThat(membarrier.isAvailable()).isFalse();
    }

    @Test
    void whereThereIsNoSuchFunctionThereIsNone() {
        Membarrier without = new Membarrier(() -> {
            throw new UnsupportedOperationException("played");
        });
        without.link();

        assertThat(without.isAvailable()).isFalse();
    }

    @Test
    void whereNativeAccessIsNotAllowedItIsTriedAgain() {
        Membarrier later = new Membarrier(() -> calls.incrementAndGet() == 1 ? null : this::allow);
        later.link();
        assertThat(later.isAvailable()).isFalse();

        later.link();

        assertThat(later.isAvailable()).isTrue();
    }

    @Test
    void whereThereWasNoMemoryToLinkItItIsTriedAgain() {
        found.set(MembarrierTest::withoutMemory);
        membarrier.link();
        assertThat(membarrier.isAvailable()).isFalse();
        found.set(this::allow);

        membarrier.link();

        assertThat(membarrier.tryCut()).isTrue();
    }

    @Test
    void oneThatIsRefusedLaterIsNotTriedAgain() {
        Membarrier refused = Membarriers.linked(command -> calls.incrementAndGet() > 1_000 ? -1 : 0);
        calls.set(1_000);

        assertThat(refused.tryCut()).isFalse();
        assertThat(refused.isAvailable()).isFalse();
        assertThat(refused.tryCut()).isFalse();
        assertThat(calls).hasValue(1_001);
    }

    @Test
    void anErrorOnTheWayIsNoCutAndTheNextOneIsTried() {
        AtomicReference<SystemCall> call = new AtomicReference<>(this::allow);
        Membarrier failing = Membarriers.linked(command -> call.get().call(command));
        call.set(MembarrierTest::withoutMemory);
        assertThat(failing.tryCut()).isFalse();
        call.set(MembarrierTest::withoutStack);
        assertThat(failing.tryCut()).isFalse();
        call.set(this::allow);

        assertThat(failing.tryCut()).isTrue();
    }

    @Test
    void itsNumberIsKnownForTwoKindsOfProcessorsUnderLinux() {
        assertThat(Membarrier.number("Linux", "amd64")).isEqualTo(324);
        assertThat(Membarrier.number("Linux", "aarch64")).isEqualTo(283);
        assertThat(Membarrier.number("Linux", "s390x")).isNegative();
        assertThat(Membarrier.number("Mac OS X", "aarch64")).isNegative();
    }
}
