// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which main is started, for each shape that a class may have; {@code java} of JDK 25 was asked about each one. */
class MainMethodTest {
    private static final List<String> CALLS = new ArrayList<>();

    @BeforeEach
    void forget() {
        CALLS.clear();
    }

    @Test
    void staticMainWithArguments() throws Throwable {
        invoke(WithBoth.class, "a", "b");

        assertThat(CALLS).containsExactly("with [a, b]");
    }

    @Test
    void staticMainWithoutArguments() throws Throwable {
        invoke(Without.class, "ignored");

        assertThat(CALLS).containsExactly("without");
    }

    @Test
    void instanceMainAfterItsConstructor() throws Throwable {
        invoke(Instance.class, "a");

        assertThat(CALLS).containsExactly("made", "instance [a]");
    }

    @Test
    void inheritedMain() throws Throwable {
        invoke(Inherits.class);

        assertThat(CALLS).containsExactly("without");
    }

    @Test
    void defaultMethodOfAnInterface() throws Throwable {
        invoke(Implements.class);

        assertThat(CALLS).containsExactly("default");
    }

    @Test
    void classIsNotInitialisedBeforeItsMainIsInvoked() throws Throwable {
        MainMethod main = MainMethod.of(Initialised.class);
        assertThat(CALLS).isEmpty();
        main.invoke(new String[0]);

        assertThat(CALLS).containsExactly("initialised", "main");
    }

    @Test
    void exceptionIsWhatMainThrew() throws Exception {
        MainMethod main = MainMethod.of(Throws.class);

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> main.invoke(new String[0]))
                .withMessage("thrown by main").withNoCause();
    }

    @Test
    void refusals() {
        assertThatItIsRefused(PrivateMain.class, "has no main method");
        assertThatItIsRefused(MainThatReturns.class, "has no main method");
        assertThatItIsRefused(Abstract.class, "is abstract");
        assertThatItIsRefused(Inner.class, "is an inner class");
        assertThatItIsRefused(PrivateConstructor.class, "constructor without parameters that is not private");
        assertThatItIsRefused(OtherConstructor.class, "constructor without parameters that is not private");
    }

    private static void assertThatItIsRefused(Class<?> program, String why) {
        assertThatExceptionOfType(UnusableMainException.class).isThrownBy(() -> MainMethod.of(program))
                .withMessageContaining(program.getName()).withMessageContaining(why);
    }

    private static void invoke(Class<?> program, String... arguments) throws Throwable {
        MainMethod.of(program).invoke(arguments);
    }

    static class WithBoth {
        public static void main(String... args) {
            CALLS.add("with " + List.of(args));
        }

        static void main() {
            CALLS.add("without");
        }
    }

    static class Without {
        static void main() {
            CALLS.add("without");
        }
    }

    static class Inherits extends Without {
    }

    static class Instance {
        Instance() {
            CALLS.add("made");
        }

        void main(String[] args) {
            CALLS.add("instance " + List.of(args));
        }
    }

    interface Startable {
        default void main() {
            CALLS.add("default");
        }
    }

    static class Implements implements Startable {
    }

    static class Initialised {
        static {
            CALLS.add("initialised");
        }

        static void main() {
            CALLS.add("main");
        }
    }

    static class Throws {
        static void main() throws IOException {
            if (!CALLS.contains("never")) {
                throw new IOException("thrown by main");
            }
        }
    }

    @SuppressWarnings("UnusedMethod") // that it cannot be used is the point
    static class PrivateMain {
        private static void main(String[] args) {
            CALLS.add("private " + args.length);
        }
    }

    @SuppressWarnings("IncorrectMainMethod") // that is the point
    static class MainThatReturns {
        static int main(String[] args) {
            return args.length;
        }
    }

    abstract static class Abstract {
        void main() {
            CALLS.add("abstract");
        }
    }

    @SuppressWarnings("ClassCanBeStatic") // that it is not is the point
    class Inner {
        void main() {
            CALLS.add("inner");
        }
    }

    static class PrivateConstructor {
        private PrivateConstructor() {
        }

        void main() {
            CALLS.add("private constructor");
        }
    }

    static class OtherConstructor {
        OtherConstructor(String unused) {
            CALLS.add(unused);
        }

        void main() {
            CALLS.add("other constructor");
        }
    }
}
