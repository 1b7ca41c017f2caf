// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.reload.ReloadException;
import dev.stillpoint.reclaim.reload.Reloadable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousByteChannel;
import java.nio.channels.AsynchronousFileChannel;
import java.util.concurrent.Future;
import java.util.concurrent.SubmissionPublisher;
import java.util.logging.Logger;

/** Methods of the JDK that keep what they get, or wait. */
// wrong use is the point
@SuppressWarnings({"UnusedVariable", "FutureReturnValueIgnored"})
final class JdkSamples {

    private JdkSamples() {
    }

    static class Channels {

        Future<Integer> write(QsbrReference<Table> table, AsynchronousByteChannel channel) {
            return ScopedQsbr.read(() -> {
                ByteBuffer view = table.get().buffer();
                return channel.write(view); // escapes: HANDOVER
            });
        }

        void file(QsbrReference<Table> table, AsynchronousFileChannel channel) {
            ScopedQsbr.run(() -> {
                channel.write(table.get().buffer(), 0); // escapes: HANDOVER
                channel.write(ByteBuffer.allocate(table.get().number(0)), 0); // allowed
            });
        }
    }

    static class Loggers {

        void filter(QsbrReference<Table> table, Logger logger) {
            ScopedQsbr.run(() -> {
                Table now = table.get();
                logger.setFilter(message -> now.number(0) > 0); // escapes: CAPTURE
                logger.info(() -> "rows " + now.number(0)); // allowed
                logger.fine(() -> now.country(0)); // allowed
            });
        }
    }

    static class Publishers {

        void publish(QsbrReference<Table> table, SubmissionPublisher<Object> publisher) {
            ScopedQsbr.run(() -> {
                publisher.submit("first"); // escapes: BLOCKING_CALL
                publisher.offer(table.get(), null); // escapes: HANDOVER
            });
        }
    }

    static class Queues {

        void take(ReferenceQueue<Object> queue) {
            ScopedQsbr.run(() -> queue.poll()); // allowed
            ScopedQsbr.read(() -> take2(queue)); // escapes: BLOCKING_CALL
        }

        private static Object take2(ReferenceQueue<Object> queue) {
            try {
                return queue.remove(10);
            } catch (InterruptedException e) {
                return "";
            }
        }
    }

    static class Segments {

        private Object kept;

        void read(QsbrReference<Table> table, MemorySegment own) {
            ScopedQsbr.run(() -> {
                MemorySegment memory = table.get().segment();
                kept = SegmentAllocator.prefixAllocator(memory); // escapes: FIELD
                kept = SegmentAllocator.slicingAllocator(memory).allocate(8); // escapes: FIELD
                kept = memory.asOverlappingSlice(own); // escapes: FIELD
                own.set(ValueLayout.ADDRESS, 0, memory); // escapes: COLLECTION
                own.setAtIndex(ValueLayout.ADDRESS, 1, memory.asSlice(8)); // escapes: COLLECTION
                memory.set(ValueLayout.ADDRESS, 0, memory.asSlice(8)); // allowed
                own.set(ValueLayout.JAVA_INT, 0, table.get().number(0)); // allowed
            });
        }
    }

    static class Reloads {

        void reload(Reloadable<Table> table) {
            ScopedQsbr.run(() -> {
                try {
                    table.reload(); // escapes: BLOCKING_CALL
                } catch (ReloadException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }
}
