package dev.stillpoint.scheduler.carrier;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.carrier.CarrierSnapshot.Activity;
import dev.stillpoint.scheduler.carrier.Slumber.Reason;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a carrier's thread does all day: take a runnable task, run it until it unmounts, and sleep when there is none.
 */
final class CarrierLoop implements Runnable {

    private static final VarHandle RUNNING = fieldVarHandle(lookup(), "running", VarHandle.class, CarrierLoop.class,
            Task.class);

    final Carrier carrier;
    final CarrierPool pool;
    final CarrierThread thread;
    private final CarrierCounts counts = new CarrierCounts();
    private final CarrierEvents events = new CarrierEvents(counts);
    private final Supply supply;
    private final Rota rota;
    private final Slumber slumber;
    private final BlockingCalls blockingCalls;
    private final ThreadCounter threadCounter;
    /** Of this carrier; the watchdog's. */
    private final Sighting sighting = new Sighting();
    // carrier only: whether this carrier owns a searching token
    private boolean searching;
    // carrier writes, release; any thread reads, acquire, and sees its thread: mounted last, until the carrier sleeps
    private @Nullable Task running;
    // carrier writes, the watchdog reads: serves only the threads that must come home
    private volatile boolean aside;
    // the watchdog sets, the carrier clears: may leave when it is nobody's home
    private volatile boolean dismissed;

    CarrierLoop(CarrierPool pool, String name, int queueCapacity) {
        this.pool = pool;
        carrier = new Carrier(name);
        carrier.loop(this);
        thread = new CarrierThread(carrier, this);
        supply = new Supply(queueCapacity, pool.shared(), carrier.home(), counts);
        rota = new Rota(carrier.home(), supply);
        slumber = new Slumber(thread);
        blockingCalls = new BlockingCalls(carrier, counts);
        threadCounter = pool.lifecycle().newCounter();
    }

    // -- the carrier

    @Override
    public void run() {
        try {
            CarrierRegistry.add(carrier);
        } catch (Throwable e) {
            pool.crew().lose();
            Reports.carrierSurvived(carrier, e);
            return;
        }
        carrier.goOnline();
        serve();
        pool.lifecycle().idle();
        carrier.goOffline();
        CarrierRegistry.remove(carrier);
    }

    private void serve() {
        while (!pool.isStopped()) {
            if (!aside && !searching && pool.crew().stepAside()) {
                standAside();
            }
            if (aside && dismissed && isNobodysHome()) {
                return;
            }
            supply.settle();
            events.tell();
            Task task = aside ? carrier.home().poll() : next();
            if (task != null) {
                mount(task);
            } else if (aside) {
                standBy();
            } else {
                doze();
            }
        }
    }

    private void mount(Task task) {
        counts.add(CarrierCount.MOUNTS);
        if (task.home() != null) {
            counts.add(CarrierCount.HOME_MOUNTS);
            task.homeWaitEnds();
        }
        RUNNING.setRelease(this, task);
        try {
            task.run(carrier, ContextSwitch.HOME);
        } catch (Throwable e) {
            Reports.carrierSurvived(carrier, e);
        }
        if (aside) {
            handOver();
        }
    }

    private @Nullable Task next() {
        Task task = rota.next();
        if (task == null) {
            task = search();
        }
        if (searching) {
            searching = false;
            pool.wakeups().stopSearching(task != null);
        } else if (task != null && supply.hasUnannounced()) {
            // A task that was requeued here, or that came along from the shared queue, has woken nobody so far.
            supply.announced();
            VarHandle.fullFence();
            pool.wakeups().wakeOne();
        }
        return task;
    }

    private @Nullable Task search() {
        Task task = supply.pollSubmitted();
        if (task != null) {
            return task;
        }
        if (!searching) {
            searching = true;
            pool.wakeups().startSearching();
        }
        return supply.steal(pool.crew().members());
    }

    // -- sleeping

    private void doze() {
        announceInVain();
        pool.wakeups().idling(1);
        slumber.doze();
        boolean stay = !carrier.home().isEmpty() || pool.workIsVisible() || pool.isStopped();
        Reason reason = stay ? slumber.cancel() : sleepOffline();
        searching = reason == Reason.SEARCH;
        pool.wakeups().idling(-1);
    }

    private void standBy() {
        announceInVain();
        slumber.standBy();
        boolean stay = !carrier.home().isEmpty() || (dismissed && isNobodysHome()) || pool.isStopped();
        Reason reason = stay ? slumber.cancel() : sleepOffline();
        if (reason == Reason.JOIN) {
            dismissed = false;
            aside = false;
        }
    }

    /**
     * A carrier that is woken again and again for work that others take first, or that looks on while another one has
     * little to do, mounts nothing. If it announced only after unmounts, a driver that happened to look while it was
     * online would wait for ever.
     */
    private void announceInVain() {
        carrier.announceUnmount();
    }

    private Reason sleepOffline() {
        carrier.goOffline();
        counts.add(CarrierCount.PARKS);
        RUNNING.setRelease(this, null);
        pool.lifecycle().idle();
        Reason reason = slumber.sleep();
        carrier.goOnline();
        return reason;
    }

    /** No longer active: what is queued here is for others. */
    private void standAside() {
        aside = true;
        handOver();
    }

    /** Makes the tasks of this carrier, and those it did not look for, somebody else's; see Crew. */
    private void handOver() {
        supply.drain();
        VarHandle.fullFence();
        if (pool.workIsVisible()) {
            pool.wakeups().wakeOne();
        }
    }

    /** For good, if no thread is mounted and the carrier stands aside: see Crew. */
    private boolean isNobodysHome() {
        return carrier.parked(0) == 0 && carrier.parked(1) == 0 && carrier.home().isEmpty();
    }

    // -- the thread that is mounted here

    /** Adds a stealable task; if this throws, it was not added. On this carrier's thread only. */
    void push(Task task) {
        supply.push(task);
    }

    /** Somebody was woken for what was pushed. On this carrier's thread only. */
    void announced() {
        supply.announced();
    }

    BlockingCalls blockingCalls() {
        return blockingCalls;
    }

    /** Where starts and ends on this carrier are counted. */
    ThreadCounter threadCounter() {
        return threadCounter;
    }

    /** The same if the calling thread is one that the pool counts, else null: see Lifecycle. */
    @Nullable ThreadCounter counterOfMounted() {
        Task mounted = running;
        boolean counted = mounted != null && mounted.isOf(pool) && mounted.thread() == Thread.currentThread();
        return counted ? threadCounter : null;
    }

    /** What the carrier has left behind becomes everybody's. For whoever has joined the carrier's thread. */
    void abandon() {
        supply.drain();
        for (Task task = carrier.home().poll(); task != null; task = carrier.home().poll()) {
            pool.shared().submit(task);
        }
    }

    // -- its neighbours; any thread

    /** Wakes the carrier, if it dozes, to search with the caller's token. */
    boolean claimForSearch() {
        return slumber.claimForSearch();
    }

    /** Wakes the carrier, if it sleeps, because its home inbox has work or its pool has other plans for it. */
    void call() {
        slumber.call();
    }

    boolean isDozing() {
        return slumber.isDozing();
    }

    boolean hasStealableWork() {
        return supply.size() != 0;
    }

    Supply supply() {
        return supply;
    }

    CarrierCounts counts() {
        return counts;
    }

    // -- the watchdog

    /** Wakes the carrier, if it stands by, to be active again. */
    boolean join() {
        return aside && slumber.join();
    }

    /** Lets the carrier leave as soon as it stands aside and is nobody's home. */
    void dismiss() {
        if (!dismissed) {
            dismissed = true;
            slumber.call();
        }
    }

    boolean isAside() {
        return aside;
    }

    boolean isActive() {
        return !aside;
    }

    boolean isAwake() {
        return slumber.isAwake();
    }

    boolean isInCall() {
        return blockingCalls.isInCall();
    }

    boolean hasEnded() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    /** The carrier's thread has ended, or could not be started; the carrier is forgotten. */
    void forgotten() {
        pool.lifecycle().vacate(threadCounter);
    }

    /** A second look at the home inbox, in case whoever filled it could not wake the carrier. */
    void callIfHomeWaits() {
        if (!slumber.isAwake() && carrier.home().hasArrivals()) {
            slumber.call();
        }
    }

    /** For how long the watchdog has seen the carrier in one mount, or in one blocking call, in nanoseconds. */
    long inSameMountFor(long now) {
        return sighting.look(mount(), counts.get(CarrierCount.BLOCKING_CALLS), isInCall(), now);
    }

    /** A number that changes with every mount and with every sleep. */
    private long mount() {
        return counts.get(CarrierCount.MOUNTS) + counts.get(CarrierCount.PARKS);
    }

    /** What the carrier does. Any thread; nothing is stopped. */
    CarrierSnapshot look() {
        Duration runningFor = Duration.ofNanos(sighting.seenFor(mount(), System.nanoTime()));
        Task task = slumber.isAwake() ? (Task) RUNNING.getAcquire(this) : null;
        Thread mounted = task == null || !task.thread().isAlive() ? null : task.thread();
        return new CarrierSnapshot(carrier.name(), activity(), mounted,
                mounted == null ? Duration.ZERO : runningFor, carrier.holds(), carrier.parked(0) + carrier.parked(1),
                carrier.home().hasArrivals(), supply.size(), counts);
    }

    private Activity activity() {
        if (aside) {
            return Activity.ASIDE;
        }
        if (isInCall()) {
            return Activity.BLOCKED;
        }
        return isDozing() ? Activity.IDLE : Activity.ACTIVE;
    }
}
