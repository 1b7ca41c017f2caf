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
            java.util.concurrent.BlockingDeque.putFirst putLast takeFirst takeLast
            java.util.concurrent.BlockingQueue.put take
            java.util.concurrent.CompletableFuture.join
            java.util.concurrent.CountDownLatch.await
            java.util.concurrent.CyclicBarrier.await
            java.util.concurrent.Exchanger.exchange
            java.util.concurrent.ExecutorService.awaitTermination close invokeAll invokeAny
            java.util.concurrent.ForkJoinTask.invoke join
            java.util.concurrent.Future.get
            java.util.concurrent.Phaser.arriveAndAwaitAdvance awaitAdvance*
            java.util.concurrent.Semaphore.acquire*
            java.util.concurrent.TimeUnit.sleep timedJoin timedWait
            java.util.concurrent.TransferQueue.transfer
            java.util.concurrent.locks.Condition.await*
            java.util.concurrent.locks.Lock.lock*
            java.util.concurrent.locks.LockSupport.park*
            java.util.concurrent.locks.StampedLock.readLock* writeLock*
            java.io.Console.read*
            java.io.FileInputStream.new read* transferTo
            java.io.FileOutputStream.new write*
            =java.io.BufferedInputStream.read* transferTo
            =java.io.BufferedReader.read* transferTo
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
            dev.stillpoint.reclaim.Reclaimer.barrier synchronize
            """);

    /** Methods that hand their arguments to another thread. */
    static final List<MethodPattern> HANDOVERS = patterns("""
            java.lang.Thread.new startVirtualThread
            java.lang.Thread$Builder.start unstarted
            java.util.Timer.schedule*
            java.util.concurrent.BlockingQueue.add* offer* put*
            java.util.concurrent.CompletableFuture.complete* new*
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
            java.util.concurrent.SubmissionPublisher.offer submit
            java.util.concurrent.ThreadFactory.newThread
            java.util.concurrent.TransferQueue.transfer tryTransfer
            =java.util.Queue.add addAll offer
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
            java.lang.ThreadLocal.set
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
            java.util.concurrent.atomic.AtomicReference.*
            java.util.concurrent.atomic.AtomicReferenceArray.*
            java.util.concurrent.atomic.AtomicStampedReference.*
            java.util.stream.Stream.iterate of*
            """);

    /** Methods that store their last argument in a field. */
    static final List<MethodPattern> FIELD_WRITERS = patterns("""
            java.lang.invoke.VarHandle.compareAndExchange* compareAndSet getAndSet* set* weakCompareAndSet*
            java.lang.reflect.Field.set
            java.util.concurrent.atomic.AtomicReferenceFieldUpdater.*
            """);

    /** Methods that call the lambda they are given before they return, by the same thread, and do not keep it. */
    static final List<MethodPattern> AT_ONCE = patterns("""
            java.lang.Iterable.forEach
            java.util.Collection.removeIf
            java.util.Iterator.forEachRemaining
            java.util.List.replaceAll sort
            java.util.Map.forEach
            java.util.Optional.filter flatMap ifPresent* map or*
            java.util.stream.IntStream.allMatch anyMatch forEach* noneMatch
            java.util.stream.LongStream.allMatch anyMatch forEach* noneMatch
            java.util.stream.Stream.allMatch anyMatch forEach* noneMatch
            """);

    /** Methods that return one of their arguments, or a view of it. */
    static final List<MethodPattern> PASSING_ON = patterns("""
            java.lang.Class.cast
            java.lang.foreign.MemorySegment.ofBuffer
            java.util.Objects.requireNonNull*
            """);

    /** Types of which a method of a guard-scoped value returns another view of the same memory. */
    static final List<String> VIEWS = List.of("java/lang/foreign/MemorySegment", "java/nio/Buffer");

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
