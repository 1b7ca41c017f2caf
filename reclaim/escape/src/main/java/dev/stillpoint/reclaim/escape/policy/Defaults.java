// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.policy;

import java.util.ArrayList;
import java.util.List;

/** The lists of {@link ScanPolicy#defaults()}. */
final class Defaults {

    /** Methods that wait: for time, threads, locks, data. A structured join is not among them: it may end a section. */
    static final List<MethodPattern> BLOCKING = patterns("""
            java.lang.Object.wait
            java.lang.Process.waitFor
            java.lang.Thread.join sleep
            java.lang.ref.ReferenceQueue.remove
            java.util.Scanner.hasNext* next*
            java.util.concurrent.BlockingDeque.offerFirst/3 offerLast/3 pollFirst/2 pollLast/2
            java.util.concurrent.BlockingDeque.putFirst putLast takeFirst takeLast
            java.util.concurrent.BlockingQueue.offer/3 poll/2 put take
            java.util.concurrent.CompletableFuture.join
            java.util.concurrent.CountDownLatch.await
            java.util.concurrent.CyclicBarrier.await
            java.util.concurrent.Exchanger.exchange
            java.util.concurrent.ExecutorService.awaitTermination close invokeAll invokeAny
            java.util.concurrent.ForkJoinTask.invoke join
            java.util.concurrent.Future.get
            java.util.concurrent.Phaser.arriveAndAwaitAdvance awaitAdvance*
            java.util.concurrent.SubmissionPublisher.offer/3 submit
            java.util.concurrent.Semaphore.acquire* tryAcquire/2 tryAcquire/3
            java.util.concurrent.TimeUnit.sleep timedJoin timedWait
            java.util.concurrent.TransferQueue.transfer tryTransfer/3
            java.util.concurrent.locks.Condition.await*
            java.util.concurrent.locks.Lock.lock* tryLock/2
            java.util.concurrent.locks.LockSupport.park*
            java.util.concurrent.locks.StampedLock.readLock* tryReadLock/2 tryWriteLock/2 writeLock*
            java.io.Console.read*
            java.io.FileInputStream.new read* transferTo
            java.io.FileOutputStream.new write*
            =java.io.BufferedInputStream.read* transferTo
            =java.io.BufferedReader.read* transferTo
            java.io.BufferedWriter.append flush newLine write
            java.io.FileReader.new
            java.io.FileWriter.append flush new write
            =java.io.DataInputStream.read*
            =java.io.InputStream.read* skip* transferTo
            =java.io.InputStreamReader.read*
            =java.io.OutputStream.flush write
            =java.io.Reader.read* transferTo
            java.io.RandomAccessFile.new read* write*
            java.net.InetAddress.getAllByName getByName getLocalHost isReachable
            java.net.ServerSocket.accept
            java.net.Socket.connect new
            java.net.URL.openStream
            java.net.URLConnection.connect getInputStream
            java.net.http.HttpClient.send
            java.nio.channels.FileChannel.force lock map open read transfer* write
            java.nio.channels.ReadableByteChannel.read
            java.nio.channels.Selector.select
            java.nio.channels.ServerSocketChannel.accept
            java.nio.channels.SocketChannel.connect
            java.nio.channels.WritableByteChannel.write
            java.nio.file.Files.copy create* delete* exists find isDirectory isRegularFile lines list move new*
            java.nio.file.Files.read* size walk* write*
            java.sql.Connection.commit rollback
            java.sql.DriverManager.getConnection
            java.sql.Statement.execute*
            javax.sql.DataSource.getConnection
            kotlin.io.ConsoleKt.read*
            kotlin.io.FilesKt.append* copy* delete* forEach* read* useLines write*
            kotlin.io.TextStreamsKt.read*
            kotlinx.coroutines.BuildersKt.runBlocking*
            dev.stillpoint.reclaim.GracePeriod.await
            dev.stillpoint.reclaim.Reclaimer.barrier close synchronize
            dev.stillpoint.reclaim.reload.Reloadable.close load reload switchTo
            dev.stillpoint.scheduler.CarrierScheduler.close
            """);

    /** Methods that hand their arguments to another thread. */
    static final List<MethodPattern> HANDOVERS = patterns("""
            java.lang.Thread.new startVirtualThread
            java.lang.Thread$Builder.start unstarted
            java.nio.channels.AsynchronousByteChannel.read write
            java.nio.channels.AsynchronousFileChannel.lock read write
            java.nio.channels.AsynchronousServerSocketChannel.accept
            java.nio.channels.AsynchronousSocketChannel.connect read write
            java.util.Timer.schedule*
            java.util.concurrent.BlockingQueue.add* offer* put*
            java.util.concurrent.CompletableFuture.complete*
            java.util.concurrent.CompletableFuture.failedFuture obtrude* runAsync supplyAsync
            java.util.concurrent.CompletionService.submit
            java.util.concurrent.CompletionStage.accept* apply* exceptionally* handle* run* then* whenComplete*
            java.util.concurrent.ConcurrentLinkedDeque.add* offer* push
            java.util.concurrent.ConcurrentLinkedQueue.add* offer*
            java.util.concurrent.Exchanger.exchange
            java.util.concurrent.Executor.execute
            java.util.concurrent.ExecutorService.invoke* submit
            java.util.concurrent.Flow$Subscriber.onNext
            java.util.concurrent.ForkJoinPool.invoke submit
            java.util.concurrent.ForkJoinTask.adapt*
            java.util.concurrent.FutureTask.new
            java.util.concurrent.ScheduledExecutorService.schedule*
            java.util.concurrent.SubmissionPublisher.consume offer submit subscribe
            java.util.concurrent.ThreadFactory.newThread
            java.util.concurrent.TransferQueue.transfer tryTransfer
            =java.util.Queue.add addAll offer
            kotlin.concurrent.ThreadsKt.thread*
            kotlin.concurrent.TimersKt.*
            kotlinx.coroutines.BuildersKt.async* future* launch*
            dev.stillpoint.reclaim.ReaderThread.new
            dev.stillpoint.scheduler.CarrierScheduler.start*
            """);

    /** Methods that start the object they are called on as a thread or task. */
    static final List<MethodPattern> STARTS = patterns("""
            java.lang.Thread.start
            java.util.concurrent.ForkJoinTask.fork
            """);

    /** Methods that put their arguments into a container, which may outlive the section. */
    static final List<MethodPattern> CONTAINERS = patterns("""
            java.lang.ScopedValue.where
            java.lang.StableValue.orElseSet setOrThrow trySet
            java.lang.ThreadLocal.set withInitial
            java.lang.foreign.MemorySegment.set setAtIndex
            java.lang.ref.PhantomReference.new
            java.lang.ref.SoftReference.new
            java.lang.ref.WeakReference.new
            java.util.AbstractMap$SimpleEntry.new
            java.util.AbstractMap$SimpleImmutableEntry.new
            java.util.Arrays.asList fill
            java.util.Collection.add* offer* push put* set
            java.util.Collections.addAll fill nCopies singleton*
            java.util.List.of
            java.util.ListIterator.add set
            java.util.Map.entry merge of* put* replace
            java.util.Map$Entry.setValue
            java.util.Optional.of*
            java.util.Set.of
            java.util.concurrent.atomic.AtomicMarkableReference.*
            java.util.concurrent.atomic.AtomicReference.accumulate* compare* getAndA* getAndSet lazySet new set* weak*
            java.util.concurrent.atomic.AtomicReferenceArray.accumulate* compare* getAndA* getAndSet lazySet set* weak*
            java.util.concurrent.atomic.AtomicStampedReference.*
            java.util.stream.Stream.of*
            java.util.stream.Stream$Builder.accept add
            kotlin.Pair.new
            kotlin.Triple.new
            kotlin.TuplesKt.to
            kotlin.collections.ArrayDeque.add*
            kotlin.collections.CollectionsKt.arrayListOf listOf* mutableListOf plus
            kotlin.collections.SetsKt.hashSetOf linkedSetOf mutableSetOf setOf*
            """);

    /** Methods that store their last argument in a field. */
    static final List<MethodPattern> FIELD_WRITERS = patterns("""
            java.lang.invoke.VarHandle.compareAndExchange* compareAndSet getAndSet* set* weakCompareAndSet*
            java.lang.reflect.Field.set
            java.util.logging.Handler.setFilter setFormatter
            java.util.logging.Logger.addHandler setFilter
            java.util.concurrent.atomic.AtomicReferenceFieldUpdater.compareAndSet getAndSet lazySet set weak*
            """);

    /** Methods that call the lambda they are given before they return, by the same thread, and do not keep it. */
    static final List<MethodPattern> AT_ONCE = patterns("""
            java.lang.Iterable.forEach
            java.lang.ScopedValue$Carrier.call run
            java.lang.StackWalker.forEach walk
            java.lang.String.transform
            java.lang.System$Logger.log
            java.util.Arrays.parallelSetAll setAll sort
            java.util.Collection.removeIf toArray
            java.util.Collections.max min sort
            java.util.Iterator.forEachRemaining
            java.util.List.replaceAll sort
            java.util.Map.compute* forEach merge replaceAll
            java.util.Objects.compare requireNonNullElseGet
            java.util.Optional.filter flatMap ifPresent* map or*
            java.util.concurrent.atomic.AtomicInteger.accumulateAndGet getAnd* updateAndGet
            java.util.concurrent.atomic.AtomicLong.accumulateAndGet getAnd* updateAndGet
            java.util.concurrent.atomic.AtomicReference.accumulateAndGet getAndAccumulate getAndUpdate updateAndGet
            java.util.concurrent.atomic.AtomicReferenceArray.accumulateAndGet getAndAccumulate getAndUpdate updateAndGet
            java.util.concurrent.atomic.AtomicReferenceFieldUpdater.getAndUpdate updateAndGet
            java.util.logging.Logger.config entering exiting fine finer finest info log logp logrb
            java.util.logging.Logger.severe throwing warning
            java.util.regex.Matcher.replaceAll replaceFirst
            java.util.stream.DoubleStream.allMatch anyMatch average collect count find* forEach* max min noneMatch
            java.util.stream.DoubleStream.reduce sum* toArray
            java.util.stream.IntStream.allMatch anyMatch average collect count find* forEach* max min noneMatch
            java.util.stream.IntStream.reduce sum* toArray
            java.util.stream.LongStream.allMatch anyMatch average collect count find* forEach* max min noneMatch
            java.util.stream.LongStream.reduce sum* toArray
            java.util.stream.Stream.allMatch anyMatch collect count find* forEach* max min noneMatch reduce to*
            kotlin.collections.ArraysKt.joinTo* sortWith sortedWith
            kotlin.collections.CollectionsKt.binarySearch* joinTo* max* min* removeAll retainAll sortWith sortedWith
            kotlin.collections.MapsKt.getOrPut
            kotlin.sequences.SequencesKt.all any* associate* contains count* elementAt* find* first* fold* forEach*
            kotlin.sequences.SequencesKt.groupBy* indexOf* joinTo* last* max* min* none partition reduce* single* sum*
            kotlin.sequences.SequencesKt.to*
            kotlin.text.StringsKt.*
            """);

    /** Methods that close what they are given: those that compilers call for a resource. */
    static final List<MethodPattern> CLOSERS = patterns("""
            kotlin.AutoCloseableKt.closeFinally
            kotlin.AutoCloseableKt__AutoCloseableJVMKt.closeFinally
            kotlin.io.CloseableKt.closeFinally
            kotlin.jdk7.AutoCloseableKt.closeFinally
            org.apache.commons.io.IOUtils.closeQuietly
            """);

    /** Methods whose result is, or holds, what they are called on and with: it goes where the result goes. */
    static final List<MethodPattern> PASSING_ON = patterns("""
            java.lang.Class.cast
            java.lang.Iterable.spliterator
            java.lang.foreign.MemorySegment.asOverlappingSlice ofBuffer
            java.lang.foreign.SegmentAllocator.prefixAllocator slicingAllocator
            java.util.Comparator.comparing* nullsFirst nullsLast reversed thenComparing*
            java.util.Map$Entry.comparingBy*
            java.util.Objects.requireNonNull requireNonNullElse
            java.util.function.BinaryOperator.maxBy minBy
            java.util.function.BiFunction.andThen
            java.util.function.Consumer.andThen
            java.util.function.Function.andThen compose
            java.util.function.Predicate.and negate not or
            java.util.stream.BaseStream.iterator onClose parallel sequential spliterator unordered
            java.util.stream.Collectors.*
            java.util.stream.DoubleStream.boxed distinct dropWhile filter flatMap limit map* peek skip sorted takeWhile
            java.util.stream.IntStream.as* boxed distinct dropWhile filter flatMap limit map* peek skip sorted takeWhile
            java.util.stream.LongStream.as* boxed distinct dropWhile filter flatMap limit map* peek skip sorted
            java.util.stream.LongStream.takeWhile
            java.util.stream.StreamSupport.*
            java.util.stream.IntStream.iterate
            java.util.stream.LongStream.iterate
            java.util.stream.Stream.generate iterate
            java.util.stream.Stream.concat distinct dropWhile filter flatMap* gather limit map* peek skip
            java.util.stream.Stream.sorted takeWhile
            kotlin.LazyKt.lazy*
            kotlin.collections.ArraysKt.asSequence
            kotlin.collections.CollectionsKt.asSequence
            kotlin.comparisons.ComparisonsKt.compareBy* nulls* reversed then*
            kotlin.sequences.Sequence.iterator
            kotlin.sequences.SequencesKt.asSequence chunked constrainOnce distinct* drop* filter* flatMap* flatten
            kotlin.sequences.SequencesKt.generateSequence ifEmpty map* minus onEach* plus running* scan* sequence*
            kotlin.sequences.SequencesKt.sorted* take* windowed* with* zip*
            """);

    /**
     * Types of which a method of a guard-scoped value returns another view of the same memory, or something that looks
     * at it later. The library's own kinds of {@code Reclaimable} are told too: it need not be at hand.
     */
    static final List<String> VIEWS = List.of("dev/stillpoint/reclaim/Reclaimable",
            "dev/stillpoint/reclaim/adapt/DependentHandle", "dev/stillpoint/reclaim/adapt/ReclaimableHandle",
            "dev/stillpoint/reclaim/memory/NativeBlock", "dev/stillpoint/reclaim/memory/ReclaimableArena",
            "dev/stillpoint/reclaim/reload/FileMemory", "java/lang/foreign/MemorySegment", "java/nio/Buffer",
            "java/util/Iterator", "java/util/Spliterator", "java/util/stream/BaseStream", "kotlin/sequences/Sequence");

    private Defaults() {
    }

    private static List<MethodPattern> patterns(String lines) {
        List<MethodPattern> patterns = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            String[] names = line.split(" ", -1);
            String owner = names[0].substring(0, names[0].lastIndexOf('.'));
            patterns.add(MethodPattern.of(names[0]));
            for (int i = 1; i < names.length; i++) {
                patterns.add(MethodPattern.of(owner + "." + names[i]));
            }
        }
        return List.copyOf(patterns);
    }
}
