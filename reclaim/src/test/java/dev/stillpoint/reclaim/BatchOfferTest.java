// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A batch that waits lets go of objects, wherever that fails. */
class BatchOfferTest {

    private record Numbered(long byteSize) implements Reclaimable {

        @Override
        public void reclaim() {
            throw new AssertionError("not freed here");
        }
    }

    private final Batch batch = new Batch();
    private final List<Long> asked = new ArrayList<>();

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            batch.add(new Numbered(i), i);
        }
    }

    private List<Long> left() {
        List<Long> left = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            assertThat(batch.object(i).byteSize()).isEqualTo(batch.bytes(i));
            left.add(batch.bytes(i));
        }
        assertThatThrownBy(() -> batch.object(batch.size())).isInstanceOf(IndexOutOfBoundsException.class);
        return left;
    }

    @Test
    void whatIsTakenIsGoneAndTheRestStaysInOrder() {
        fill(10);
        batch.offerTo((object, bytes) -> bytes % 3 == 0 ? null : object);
        assertThat(left()).containsExactly(1L, 2L, 4L, 5L, 7L, 8L);
    }

    @Test
    void eachIsOfferedOnce() {
        fill(5);
        batch.offerTo((object, bytes) -> asked.add(bytes) && bytes == 2 ? null : object);
        batch.add(new Numbered(9), 9);
        batch.offerTo((object, bytes) -> asked.add(bytes) ? object : null);
        assertThat(asked).containsExactly(0L, 1L, 2L, 3L, 4L, 9L);
        assertThat(left()).containsExactly(0L, 1L, 3L, 4L, 9L);
    }

    @Test
    void afterAnErrorTheNextOfferGoesOnWhereverItStruck() {
        for (int point = 0; point < 8; point++) {
            Batch struck = new Batch();
            for (int i = 0; i < 8; i++) {
                struck.add(new Numbered(i), i);
            }
            long strikes = point;
            assertThatThrownBy(() -> struck.offerTo((object, bytes) -> {
                if (bytes == strikes) {
                    throw new OutOfMemoryError("on purpose");
                }
                return bytes % 2 == 0 ? null : object;
            })).isInstanceOf(OutOfMemoryError.class);
            struck.offerTo((object, bytes) -> bytes % 2 == 0 ? null : object);
            assertThat(struck.size()).isEqualTo(4);
            for (int i = 0; i < 4; i++) {
                assertThat(struck.bytes(i)).isEqualTo(2L * i + 1);
            }
        }
    }

    @Test
    void aPartMayTakeItsPlace() {
        fill(3);
        batch.offerTo((_, bytes) -> new Numbered(bytes));
        assertThat(left()).containsExactly(0L, 1L, 2L);
    }
}
