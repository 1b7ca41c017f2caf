// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** The check of a block can fail: whatever is not the block that was asked for is noticed. */
class BlockTest {

    private final MemorySegment block = block(7, 3);

    @Test
    void aBlockIsSoundUnderItsOwnNumberOnly() {
        assertThat(Block.problem(block, 7)).isNull();
        assertThat(Block.version(block)).isEqualTo(3);
        assertThat(Block.count(block)).isEqualTo(10);
        assertThat(Block.problem(block, 8)).isEqualTo("block 7 is in its place");
    }

    @Test
    void itIsSoundOffTheHeapToo() {
        try (Arena arena = Arena.ofConfined()) {
            assertThat(Block.problem(arena.allocate(Block.BYTES).copyFrom(block).asReadOnly(), 7)).isNull();
        }
    }

    @Test
    void eachByteThatIsWrongIsNoticed() {
        for (int at = 0; at < Block.BYTES; at++) {
            byte right = block.get(JAVA_BYTE, at);
            block.set(JAVA_BYTE, at, (byte) (right ^ 1));
            assertThat(Block.problem(block, 7)).as("byte %d", at).isNotNull();
            block.set(JAVA_BYTE, at, right);
        }
    }

    @Test
    void aMixtureOfTwoVersionsIsNoticedWhereverItIsTorn() {
        MemorySegment next = block(7, 4);
        for (long torn = 8; torn < Block.BYTES; torn += 8) {
            MemorySegment mixture = block(7, 3);
            MemorySegment.copy(next, 0, mixture, 0, torn);
            assertThat(Block.problem(mixture, 7)).as("torn at %d", torn).isEqualTo("its checksum is wrong");
        }
    }

    @Test
    void memoryThatWasClearedOrPoisonedIsNoBlock() {
        assertThat(Block.problem(block.fill((byte) 0), 0)).isEqualTo("it is no block");
        assertThat(Block.problem(block.fill((byte) 0xDD), 0)).isEqualTo("it is no block");
    }

    private static MemorySegment block(int number, long version) {
        MemorySegment made = MemorySegment.ofArray(new byte[Block.BYTES]);
        Block.write(made, number, version, 10);
        return made;
    }
}
