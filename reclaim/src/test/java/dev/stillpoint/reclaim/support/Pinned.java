// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.support;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Runs code on a virtual thread that cannot unmount meanwhile: in the initialiser of a class that is loaded anew. */
public final class Pinned {

    // the thread that runs something pinned
    private static final ThreadLocal<Background.Body> BODY = new ThreadLocal<>();

    private Pinned() {
    }

    /** Runs {@code body} pinned, on the calling thread. What it throws fails with an initialiser's error. */
    public static void run(Background.Body body) {
        BODY.set(body);
        try {
            Class.forName(Initialised.class.getName(), true, new Loader());
        } catch (ClassNotFoundException e) {
            throw new LinkageError(e.getMessage(), e);
        } finally {
            BODY.remove();
        }
    }

    /** For the initialiser, whose class another loader has loaded. */
    public static void runBody() {
        try {
            BODY.get().run();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Initialised {

        static {
            Pinned.runBody();
        }
    }

    private static final class Loader extends ClassLoader {

        Loader() {
            super(Pinned.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Initialised.class.getName())) {
                return super.loadClass(name, resolve);
            }
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
