// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.demote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.support.Await;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each entry is handed over once, by the collector or by its grace period, whichever comes first. */
class DemotedMemoryTest {

    private final DemotedMemory<String> memory = new DemotedMemory<>();
    private final List<String> taken = new ArrayList<>();
    private final Map<String, Object> scopes = new HashMap<>();

    private void add(String name, long gracePeriod) {
        Object scope = new Object();
        scopes.put(name, scope);
        memory.add(scope, name, 10, gracePeriod);
    }

    private void take(String name, long bytes) {
        assertThat(bytes).isEqualTo(10);
        taken.add(name);
    }

    private void drop(String name) {
        scopes.remove(name);
        Await.until(name + " is handed over", () -> {
            System.gc();
            memory.takeUnreachable(this::take);
            return taken.contains(name);
        });
    }

    @Test
    void aGracePeriodTakesWhatItCoversInOrder() {
        add("a", 3);
        add("b", 3);
        add("c", 4);
        memory.takeCovered(2, this::take);
        assertThat(taken).isEmpty();
        memory.takeCovered(3, this::take);
        assertThat(taken).containsExactly("a", "b");
        assertThat(memory.isEmpty()).isFalse();
        memory.takeCovered(9, this::take);
        assertThat(taken).containsExactly("a", "b", "c");
        assertThat(memory.isEmpty()).isTrue();
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void theCollectorTakesWhatNobodyReachesWhereverItStands() {
        add("first", 1);
        add("middle", 1);
        add("last", 1);
        drop("middle");
        assertThat(taken).containsExactly("middle");
        drop("first");
        drop("last");
        assertThat(memory.isEmpty()).isTrue();
        assertThat(memory.foundObjects()).isEqualTo(3);
        assertThat(memory.foundBytes()).isEqualTo(30);
        add("again", 2);
        memory.takeCovered(2, this::take);
        assertThat(taken).containsExactly("middle", "first", "last", "again");
    }

    @Test
    void whatTheGracePeriodTookIsPassedOverWhenItComesOutOfTheQueue() {
        add("both", 1);
        add("other", 2);
        scopes.remove("both");
        System.gc();
        // Perhaps it is in the queue by now, perhaps not yet.
        memory.takeCovered(1, this::take);
        drop("other");
        assertThat(taken).containsExactly("both", "other");
    }

    @Test
    void whoCannotTakeIsOfferedItOnceMore() {
        add("a", 1);
        add("b", 1);
        DemotedMemory.Taker<String> full = (_, _) -> {
            throw new OutOfMemoryError("on purpose");
        };
        assertThatThrownBy(() -> memory.takeCovered(1, full)).isInstanceOf(OutOfMemoryError.class);
        scopes.clear();
        Await.until("it is found", () -> {
            System.gc();
            try {
                memory.takeUnreachable(full);
                return false;
            } catch (OutOfMemoryError e) {
                return true;
            }
        });
        assertThat(memory.heldBytes()).isEqualTo(20);
        memory.takeUnreachable(this::take);
        memory.takeCovered(1, this::take);
        memory.takeUnreachable(this::take);
        assertThat(taken).containsExactlyInAnyOrder("a", "b");
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void aReaderCanReachWhatALaterGracePeriodFreesThanThatOfItsStamp() {
        add("a", 3);
        add("b", 3);
        add("c", 4);
        assertThat(memory.heldBytes()).isEqualTo(30);
        assertThat(memory.heldBytes(2)).isEqualTo(30);
        assertThat(memory.heldBytes(3)).isEqualTo(10);
        assertThat(memory.heldBytes(4)).isZero();
        memory.takeCovered(3, this::take);
        assertThat(memory.heldBytes(2)).isEqualTo(10);
        assertThat(memory.addedObjects()).isEqualTo(3);
        assertThat(memory.addedBytes()).isEqualTo(30);
    }
}
