// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.function.IntPredicate;

/**
 * The class of the pollers that stand in front of the JDK's. It must be in the JDK's package, whose classes no compiler
 * of ours sees, so it is written here instruction by instruction:
 *
 * {@snippet :
 * final class StillpointPoller extends Poller {
 *     private final Poller original;
 *     private final IntPredicate[] route;
 *
 *     StillpointPoller(Poller original, IntPredicate[] route) { ... }
 *
 *     void implRegister(int fd) throws IOException {
 *         if (!routed(fd)) {
 *             original.implRegister(fd);
 *         }
 *     }
 *
 *     void implDeregister(int fd, boolean polled) {
 *         if (polled || !routed(~fd)) {
 *             original.implDeregister(fd, polled);
 *         }
 *     }
 *
 *     private boolean routed(int value) {
 *         IntPredicate asked = route[0];
 *         return asked != null && asked.test(value);
 *     }
 *
 *     int poll(int timeout) {
 *         return 0;
 *     }
 * }
 * }
 *
 * The route is in an array because it is taken away in the end: a thread that waits for a socket keeps the poller at
 * which it began, for hours perhaps, and must not keep this library's classes with it.
 */
final class PollerClass {

    static final String NAME = "sun.nio.ch.StillpointPoller";

    private static final ClassDesc SELF = ClassDesc.of(NAME);
    private static final ClassDesc POLLER = ClassDesc.of("sun.nio.ch.Poller");
    private static final ClassDesc ROUTE = ClassDesc.of(IntPredicate.class.getName());
    private static final String ORIGINAL_FIELD = "original";
    private static final ClassDesc ROUTES = ROUTE.arrayType();
    private static final String ROUTE_FIELD = "route";
    private static final String ROUTED = "routed";
    private static final MethodTypeDesc REGISTER =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);
    private static final MethodTypeDesc DEREGISTER =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int, ConstantDescs.CD_boolean);
    private static final MethodTypeDesc TEST = MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_int);

    private PollerClass() {
    }

    static byte[] bytes() {
        return ClassFile.of().build(SELF, PollerClass::define);
    }

    private static void define(ClassBuilder type) {
        type.withSuperclass(POLLER).withFlags(ClassFile.ACC_FINAL)
                .withField(ORIGINAL_FIELD, POLLER, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL)
                .withField(ROUTE_FIELD, ROUTES, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL)
                .withMethodBody(ConstantDescs.INIT_NAME, MethodTypeDesc.of(ConstantDescs.CD_void, POLLER, ROUTES), 0,
                        PollerClass::construct)
                .withMethodBody(ROUTED, TEST, ClassFile.ACC_PRIVATE, PollerClass::routed)
                .withMethodBody("implRegister", REGISTER, 0, PollerClass::register)
                .withMethodBody("implDeregister", DEREGISTER, 0, PollerClass::deregister)
                .withMethodBody("poll", MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int), 0,
                        code -> code.iconst_0().ireturn());
    }

    private static void construct(CodeBuilder code) {
        code.aload(0).invokespecial(POLLER, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .aload(0).aload(1).putfield(SELF, ORIGINAL_FIELD, POLLER)
                .aload(0).aload(2).putfield(SELF, ROUTE_FIELD, ROUTES)
                .return_();
    }

    private static void routed(CodeBuilder code) {
        Label nowhere = code.newLabel();
        code.aload(0).getfield(SELF, ROUTE_FIELD, ROUTES).iconst_0().aaload().astore(2)
                .aload(2).ifnull(nowhere)
                .aload(2).iload(1).invokeinterface(ROUTE, "test", TEST).ireturn()
                .labelBinding(nowhere).iconst_0().ireturn();
    }

    private static void register(CodeBuilder code) {
        Label done = code.newLabel();
        code.aload(0).iload(1).invokevirtual(SELF, ROUTED, TEST).ifne(done)
                .aload(0).getfield(SELF, ORIGINAL_FIELD, POLLER).iload(1)
                .invokevirtual(POLLER, "implRegister", REGISTER)
                .labelBinding(done).return_();
    }

    private static void deregister(CodeBuilder code) {
        Label elsewhere = code.newLabel();
        Label done = code.newLabel();
        code.iload(2).ifne(elsewhere)
                .aload(0).iload(1).iconst_m1().ixor().invokevirtual(SELF, ROUTED, TEST).ifne(done)
                .labelBinding(elsewhere)
                .aload(0).getfield(SELF, ORIGINAL_FIELD, POLLER).iload(1).iload(2)
                .invokevirtual(POLLER, "implDeregister", DEREGISTER)
                .labelBinding(done).return_();
    }
}
