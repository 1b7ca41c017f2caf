// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.VersionSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Right. */
// as programs are written
@SuppressWarnings("serial")
final class QuayShapes {

    private QuayShapes() {
    }

    @GuardScoped
    static class Cursor {

        private final Quay quay;
        private Berth at;
        private int next;

        Cursor(Quay quay) {
            this.quay = quay;
        }

        boolean advance() {
            if (next == quay.size()) {
                at = null;
                return false;
            }
            at = quay.berth(next++);
            return true;
        }

        @GuardScoped
        Berth berth() {
            if (at == null) {
                throw new NoSuchElementException("no berth at " + next);
            }
            return at;
        }

        static int total() {
            return ScopedQsbr.read(() -> {
                int total = 0;
                Cursor cursor = new Cursor(Quay.current.get());
                while (cursor.advance()) {
                    total += cursor.berth().depth();
                }
                return total;
            });
        }
    }

    static class ViewOfView {

        @GuardScoped
        record Pier(Quay quay, int from, int to) implements Iterable<Berth> {

            @GuardScoped
            Berth first() {
                return quay.berth(from);
            }

            @GuardScoped
            Stream<Berth> berths() {
                return IntStream.range(from, to).mapToObj(quay::berth);
            }

            @GuardScoped
            Pier half() {
                return new Pier(quay, from, (from + to) / 2);
            }

            @Override
            @GuardScoped
            public Iterator<Berth> iterator() {
                return berths().iterator();
            }
        }

        @GuardScoped
        static final class Longest {

            private final Pier pier;

            Longest(Pier pier) {
                this.pier = pier;
            }

            String name() {
                String longest = "";
                for (Berth berth : pier) {
                    if (berth.name().length() > longest.length()) {
                        longest = berth.name();
                    }
                }
                return longest;
            }
        }

        static String longest() {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Pier pier = new Pier(Quay.current.get(guard), 0, 8);
                return pier.first().name() + new Longest(pier.half()).name();
            }
        }
    }

    static class Built {

        @GuardScoped
        record Range(Quay quay, int from, int to, Berth last) {
        }

        @GuardScoped
        static final class RangeBuilder {

            private final Quay quay;
            private int from;
            private int to;

            RangeBuilder(Quay quay) {
                this.quay = quay;
            }

            @GuardScoped
            RangeBuilder from(int number) {
                from = number;
                return this;
            }

            @GuardScoped
            RangeBuilder to(int number) {
                to = number;
                return this;
            }

            @GuardScoped
            Range build() {
                return new Range(quay, from, to, quay.berth(to - 1));
            }
        }

        static int depth() {
            return ScopedQsbr.read(() -> {
                Range range = new RangeBuilder(Quay.current.get()).from(1).to(4).build();
                return range.last().depth() + range.to() - range.from();
            });
        }
    }

    static class Iterating {

        @GuardScoped
        static final class Names implements Iterable<String> {

            private final Quay quay;

            Names(Quay quay) {
                this.quay = quay;
            }

            @GuardScoped
            private final class Each implements Iterator<String> {

                private int next;

                @Override
                public boolean hasNext() {
                    return next < quay.size();
                }

                @Override
                public String next() {
                    return quay.name(next++);
                }
            }

            @Override
            @GuardScoped
            public Iterator<String> iterator() {
                return new Each();
            }
        }

        static String names() {
            return ScopedQsbr.read(() -> String.join(", ", new Names(Quay.current.get())));
        }
    }

    static class Patterns {

        static String text(int number) {
            return ScopedQsbr.read(() -> switch (Quay.current.get().berth(number)) {
                case Berth.Wall(MemorySegment bytes, int at) when at > 3 -> at + bytes.getString(8);
                case Berth.Wall wall -> wall.name() + wall.bollards();
                case Berth.Buoy(var bytes, _) -> "buoy " + bytes.get(ValueLayout.JAVA_INT, 4);
            });
        }
    }

    static class NestedPatterns {

        @GuardScoped
        record Pair(Berth one, Berth other) {
        }

        static int compare(int one, int other) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Quay now = Quay.current.get(guard);
                Pair pair = new Pair(now.berth(one), now.berth(other));
                if (pair instanceof Pair(Berth.Wall(var bytes, int number), Berth.Buoy buoy)) {
                    return bytes.get(ValueLayout.JAVA_INT, 0) - buoy.depth() + number;
                }
                return pair.one().depth() - pair.other().depth();
            }
        }
    }

    static class Answers {

        sealed interface Answer {

            record Found(String name, int depth) implements Answer {
            }

            record Missing(String asked) implements Answer {
            }
        }

        static Answer ask(String name) {
            return ScopedQsbr.read(() -> {
                Optional<Berth> found = Quay.current.get().find(name);
                if (found.isEmpty()) {
                    return new Answer.Missing(name);
                }
                Berth berth = found.get();
                return new Answer.Found(berth.name(), berth.depth());
            });
        }
    }

    static class DefaultMethods {

        @GuardScoped
        interface Measured {

            Berth berth();

            default int twice() {
                return 2 * berth().depth();
            }

            default boolean deeper(Measured other) {
                return berth().depth() > other.berth().depth();
            }
        }

        @GuardScoped
        record Plain(Berth berth) implements Measured {
        }

        static int of(int number) {
            return ScopedQsbr.read(() -> {
                Plain plain = new Plain(Quay.current.get().berth(number));
                return plain.deeper(new Plain(Quay.current.get().berth(0))) ? plain.twice() : 0;
            });
        }
    }

    static class Recursion {

        private static int walk(ReadGuard guard, int number, int left) {
            if (left == 0) {
                return 0;
            }
            Quay now = Quay.current.get(guard);
            return now.depth(number) + walk(guard, now.next(number), left - 1);
        }

        static int total() {
            return ScopedQsbr.read(guard -> walk(guard, 0, 5));
        }
    }

    static class NestedSections {

        static String name(int number) {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                int next = ScopedQsbr.read(inner -> Quay.current.get(inner).next(number));
                return now.name(number) + now.name(next);
            });
        }
    }

    static class Token {

        private final QsbrReference<Quay> plan;

        Token(QsbrReference<Quay> plan) {
            this.plan = plan;
        }

        String label(String name) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return label(guard, name);
            }
        }

        private String label(ReadGuard guard, String name) {
            guard.requireOpen();
            return berth(guard, name).map(berth -> text(guard, berth)).orElse("?");
        }

        @GuardScoped
        private Optional<Berth> berth(ReadGuard guard, String name) {
            return plan.get(guard).find(name);
        }

        private String text(ReadGuard guard, Berth berth) {
            return berth.name() + " of " + plan.get(guard).size();
        }
    }

    static class LocalRecord {

        static List<String> best(int draught) {
            return ScopedQsbr.read(() -> {
                @GuardScoped
                record Scored(Berth berth, int score) {
                }
                return Quay.current.get().all().map(berth -> new Scored(berth, Math.abs(berth.depth() - draught)))
                        .sorted(Comparator.comparingInt(Scored::score)).limit(3)
                        .map(scored -> scored.berth().name()).toList();
            });
        }
    }

    static class VarArgs {

        private static int sum(Berth... berths) {
            int sum = 0;
            for (Berth berth : berths) {
                sum += berth.depth();
            }
            return sum;
        }

        static int ends() {
            return ScopedQsbr.read(() -> {
                Quay now = Quay.current.get();
                return sum(now.berth(0), now.berth(1), now.berth(now.size() - 1));
            });
        }
    }

    static class Tags {

        @GuardScoped
        record Tagged<T>(T value, String tag) {

            @GuardScoped
            <R> Tagged<R> map(Function<? super T, ? extends R> function) {
                return new Tagged<>(function.apply(value), tag);
            }
        }

        static String text() {
            return ScopedQsbr.read(() -> {
                Tagged<Berth> tagged = new Tagged<>(Quay.current.get().berth(0), "first");
                return tagged.tag() + tagged.value().name();
            });
        }
    }

    static class Finders {

        interface Finder {

            @GuardScoped
            Berth find(Quay quay, int draught);
        }

        static final class First implements Finder {

            @Override
            public Berth find(Quay quay, int draught) {
                for (int i = 0; i < quay.size(); i++) {
                    if (quay.depth(i) > draught) {
                        return quay.berth(i);
                    }
                }
                return quay.berth(0);
            }
        }

        static String name(Finder finder) {
            return ScopedQsbr.read(() -> finder.find(Quay.current.get(), 4).name());
        }

        static String go() {
            return name(new First()) + name((quay, draught) -> quay.berth(draught));
        }
    }

    static class Rounds {

        static long total(int rounds) throws InterruptedException {
            long total = 0;
            for (int i = 0; i < rounds; i++) {
                try (ReadGuard guard = ScopedQsbr.open()) {
                    Quay now = Quay.current.get(guard);
                    for (int j = 0; j < now.size(); j++) {
                        total += now.depth(j);
                    }
                }
                ScopedQsbr.checkpoint();
                if (total > 1000) {
                    Thread.sleep(1);
                }
            }
            return total;
        }
    }

    static class Locked {

        private final ReentrantLock lock = new ReentrantLock();
        private final Semaphore permits = new Semaphore(4);
        private String last = "";

        void remember(int number) throws InterruptedException {
            permits.acquire();
            lock.lock();
            try {
                last = ScopedQsbr.read(() -> Quay.current.get().name(number));
            } finally {
                lock.unlock();
                permits.release();
            }
        }

        synchronized String last(int number) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                return last + Quay.current.get(guard).name(number);
            }
        }
    }

    static class Searched {

        static int search(int depth) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Quay now = Quay.current.get(guard);
                int low = 0;
                int high = now.size() - 1;
                Berth best = null;
                while (low <= high) {
                    int middle = (low + high) >>> 1;
                    Berth berth = now.berth(middle);
                    if (berth.depth() < depth) {
                        low = middle + 1;
                    } else {
                        best = berth;
                        high = middle - 1;
                    }
                }
                return best == null ? -1 : best.number();
            }
        }
    }

    static class IfPresent {

        static String text(String name) {
            StringBuilder text = new StringBuilder();
            ScopedQsbr.run(() -> Quay.current.get().find(name).ifPresentOrElse(
                    berth -> text.append(berth.name()).append(berth.depth()), () -> text.append("none")));
            return text.toString();
        }
    }

    static class AnySource {

        static <V extends Reclaimable, R> R with(VersionSource<V> source, Function<? super V, ? extends R> copy) {
            return ScopedQsbr.read(guard -> copy.apply(source.get(guard)));
        }

        static int size() {
            return with(Quay.current, Quay::size);
        }

        static List<String> names() {
            return with(Quay.current, quay -> quay.all().map(Berth::name).sorted().toList());
        }
    }

    static class Failing {

        static final class NoBerth extends RuntimeException {

            private final String name;
            private final int depth;

            NoBerth(String name, int depth, Throwable cause) {
                super("no berth at " + name, cause);
                this.name = name;
                this.depth = depth;
            }

            String text() {
                return name + depth;
            }
        }

        static int bollards(int number) {
            return ScopedQsbr.read(() -> {
                Berth berth = Quay.current.get().berth(number);
                try {
                    return ((Berth.Wall) berth).bollards();
                } catch (ClassCastException e) {
                    throw new NoBerth(berth.name(), berth.depth(), e);
                }
            });
        }
    }

    static class InnerOfMarked {

        @GuardScoped
        static class Plan {

            private final Quay quay;
            private final Part left = new Part(0);
            private final Part right;

            Plan(Quay quay) {
                this.quay = quay;
                right = new Part(quay.size() / 2);
            }

            @GuardScoped
            class Part {

                private final int from;

                Part(int from) {
                    this.from = from;
                }

                String first() {
                    return quay.name(from);
                }
            }

            String ends() {
                return left.first() + right.first();
            }
        }

        static String ends() {
            return ScopedQsbr.read(() -> new Plan(Quay.current.get()).ends());
        }
    }
}
