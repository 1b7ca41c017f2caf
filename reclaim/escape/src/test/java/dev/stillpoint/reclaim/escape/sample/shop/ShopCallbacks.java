// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.shop;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Callbacks, visitors, templates and strategies that get the catalogue. */
// each class is a case of its own, written without a look at the others
@SuppressWarnings({"SameNameButDifferent", "UnusedVariable"})
final class ShopCallbacks {

    private ShopCallbacks() {
    }

    static class Visited {

        interface Visitor {

            void visit(Product product);

            default void done() {
            }
        }

        static final class Remembering implements Visitor {

            private Product last;

            @Override
            public void visit(Product product) {
                last = product; // escapes: FIELD
            }
        }

        static void walk(Visitor visitor) {
            ScopedQsbr.run(() -> {
                Catalog now = Catalog.today.get();
                for (int id = 0; id < now.size(); id++) {
                    visitor.visit(now.product(id));
                }
                visitor.done();
            });
        }
    }

    static class Template {

        abstract static class Query<T> {

            protected abstract T ask(Catalog now);

            final T run() {
                return ScopedQsbr.read(() -> ask(Catalog.today.get())); // escapes: SECTION_RESULT
            }
        }

        static final class Whole extends Query<Catalog> {

            @Override
            protected Catalog ask(Catalog now) {
                return now;
            }
        }
    }

    static class Composed {

        private Product kept;

        static <R> R ask(Function<Catalog, R> question) {
            return ScopedQsbr.read(() -> question.apply(Catalog.today.get()));
        }

        void keep() {
            Function<Catalog, Product> first = now -> now.product(0);
            ask(first.andThen(product -> { // escapes: SECTION_RESULT
                kept = product; // escapes: FIELD
                return product.cents();
            }));
        }
    }

    static class Many {

        private Catalog seen;

        @SafeVarargs
        static void tell(Consumer<Catalog>... listeners) {
            ScopedQsbr.run(() -> {
                Catalog now = Catalog.today.get();
                for (Consumer<Catalog> listener : listeners) {
                    listener.accept(now);
                }
            });
        }

        void go() {
            tell(now -> System.out.println(now.size()), now -> seen = now); // escapes: FIELD
        }
    }

    static class Registered {

        private final List<Consumer<Product>> listeners = new ArrayList<>();
        private Product last;

        Registered() {
            listeners.add(product -> last = product); // escapes: FIELD
        }

        void fire(int id) {
            ScopedQsbr.run(() -> {
                Product product = Catalog.today.get().product(id);
                listeners.forEach(listener -> listener.accept(product));
            });
        }
    }

    static class TwoArguments {

        private final Map<Integer, Product> byId = new java.util.HashMap<>();

        static void each(BiConsumer<Integer, Product> consumer) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Catalog now = Catalog.today.get(guard);
                for (int id = 0; id < now.size(); id++) {
                    consumer.accept(id, now.product(id));
                }
            }
        }

        void fill() {
            each(byId::putIfAbsent); // escapes: COLLECTION
        }
    }

    static class Builder {

        private Consumer<Catalog> then = now -> {
        };
        private Catalog kept;

        Builder then(Consumer<Catalog> next) {
            then = then.andThen(next);
            return this;
        }

        void run() {
            ScopedQsbr.run(() -> then.accept(Catalog.today.get()));
        }

        void go() {
            new Builder().then(now -> System.out.println(now.size())).then(now -> kept = now).run(); // escapes: FIELD
        }
    }

    enum Pick {
        FIRST {
            @Override
            Product from(Catalog now) {
                return now.product(0); // escapes: RETURN
            }
        },
        LAST {
            @Override
            Product from(Catalog now) {
                return now.product(now.size() - 1); // escapes: RETURN
            }
        };

        abstract Product from(Catalog now);

        Product pick() {
            return ScopedQsbr.read(() -> from(Catalog.today.get())); // escapes: SECTION_RESULT, RETURN
        }
    }

    static class Asynchronous {

        static void each(Consumer<Product> consumer) {
            ScopedQsbr.run(() -> Catalog.today.get().products().forEach(consumer));
        }

        void print(Executor executor) {
            each(product -> executor.execute(() -> System.out.println(product.title()))); // escapes: HANDOVER
        }
    }

    static class Recursive {

        private Product deepest;

        static void down(int depth, Product product, Consumer<Product> at) {
            if (depth == 0) {
                at.accept(product);
            } else {
                down(depth - 1, product, at);
            }
        }

        void go() {
            ScopedQsbr.run(() -> {
                Product first = Catalog.today.get().product(1);
                down(3, first, product -> deepest = product); // escapes: FIELD
            });
        }
    }

    static class Operator {

        static Product apply(UnaryOperator<Product> operator) {
            return ScopedQsbr.read(() -> { // escapes: RETURN
                Product first = Catalog.today.get().product(1);
                return operator.apply(first); // escapes: SECTION_RESULT
            });
        }
    }

    static class MarkedMethod {

        interface Source {

            @GuardScoped
            Product next();
        }

        private Product last;

        static void feed(Source source, Consumer<Product> consumer) {
            consumer.accept(source.next());
        }

        void go(Source source) {
            ScopedQsbr.run(() -> feed(source, product -> last = product)); // escapes: FIELD
        }
    }

    /** What follows is right: the callbacks keep copies, or nothing. */
    static class Counting {

        interface Visitor {

            void visit(Product product);
        }

        static final class Prices implements Visitor {

            private long sum;

            @Override
            public void visit(Product product) {
                sum += product.cents(); // allowed
            }
        }

        static long walk() {
            Prices prices = new Prices();
            ScopedQsbr.run(() -> {
                Catalog now = Catalog.today.get();
                for (int id = 0; id < now.size(); id++) {
                    prices.visit(now.product(id)); // allowed
                }
            });
            return prices.sum;
        }
    }

    static class TemplateOfCopies {

        abstract static class Query<T> {

            abstract T ask(Catalog now);

            final T run() {
                return ScopedQsbr.read(() -> ask(Catalog.today.get())); // allowed
            }
        }

        static final class Size extends Query<Integer> {

            @Override
            Integer ask(Catalog now) {
                return now.size(); // allowed
            }
        }

        static final class Title extends Query<String> {

            @Override
            String ask(Catalog now) {
                return now.title(1); // allowed
            }
        }
    }

    static class ComposedCopies {

        static <R> R ask(Function<Catalog, R> question) {
            return ScopedQsbr.read(() -> question.apply(Catalog.today.get()));
        }

        String title() {
            Function<Catalog, Product> first = now -> now.product(0);
            return ask(first.andThen(Product::title)); // accused: SECTION_RESULT
        }

        long twice() {
            return ask(now -> ask(again -> now.cents(1) + again.cents(1))); // allowed
        }
    }

    static class Filtered {

        static long count(Predicate<Product> wanted) {
            return ScopedQsbr.read(() -> Catalog.today.get().products().filter(wanted).count()); // allowed
        }

        long cheap() {
            return count(product -> product.cents() < 100); // allowed
        }

        long cheapAndNamed() {
            Predicate<Product> cheap = product -> product.cents() < 100;
            return count(cheap.and(product -> !product.title().isEmpty()).negate()); // allowed
        }
    }

    enum Figure {
        SIZE {
            @Override
            long of(Catalog now) {
                return now.size(); // allowed
            }
        },
        PRICE {
            @Override
            long of(Catalog now) {
                return now.cents(0); // allowed
            }
        };

        abstract long of(Catalog now);

        long figure() {
            return ScopedQsbr.read(() -> of(Catalog.today.get())); // allowed
        }
    }

    static class Indexed {

        static void each(ObjIntConsumer<Product> consumer) {
            ScopedQsbr.run(() -> {
                Catalog now = Catalog.today.get();
                for (int id = 0; id < now.size(); id++) {
                    consumer.accept(now.product(id), id); // allowed
                }
            });
        }

        void print(StringBuilder page) {
            each((product, id) -> page.append(id).append(product.title())); // allowed
        }
    }

    static class Cart {

        private final List<Long> prices = new ArrayList<>();
        private String last = "";

        static void with(int id, Consumer<Product> consumer) {
            ScopedQsbr.run(() -> consumer.accept(Catalog.today.get().product(id)));
        }

        void add(int id) {
            with(id, product -> {
                prices.add(product.cents()); // allowed
                last = product.title(); // allowed
            });
        }
    }

    static class OwnEvery {

        interface Every {

            boolean test(Product product);

            default Every not() {
                return product -> !test(product); // allowed
            }
        }

        static boolean all(Every every) {
            return ScopedQsbr.read(() -> { // allowed
                Catalog now = Catalog.today.get();
                for (int id = 0; id < now.size(); id++) {
                    if (!every.test(now.product(id))) {
                        return false;
                    }
                }
                return true;
            });
        }

        boolean noneIsFree() {
            Every free = product -> product.cents() == 0;
            return all(free.not()); // allowed
        }
    }
}
