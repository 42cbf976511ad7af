package dev.keelson.jepsen.cluster;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The few system calls that Java has no name for. Numbers are those of Linux on 64 bits. */
final class LinuxCalls {
  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  private static final int CLONE_NEWNET = 0x4000_0000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_OF =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN =
      call("open", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
  private static final MethodHandle CLOSE =
      call("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  private static final MethodHandle SETNS =
      call("setns", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  private static final MethodHandle READ =
      call(
          "read",
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG);
  private static final MethodHandle WRITE =
      call(
          "write",
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG);
  private static final MethodHandle IOCTL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("ioctl"),
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS),
          Linker.Option.firstVariadicArg(2),
          ERRNO);

  // read and write are called for every packet
  private static final ThreadLocal<MemorySegment> OWN_STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  private LinuxCalls() {}

  private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments), ERRNO);
  }

  /** A file descriptor; to be closed with {@link #close}. */
  static int open(String path, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return check(
          "open " + path, (int) invoke(OPEN, state, arena.allocateFrom(path), flags), state);
    }
  }

  static void close(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      var _ = invoke(CLOSE, arena.allocate(STATE), fd);
    }
  }

  /** {@code argument} is handed over by address and may be changed by the kernel. */
  static void ioctl(int fd, long request, MemorySegment argument) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      check(
          "ioctl " + Long.toHexString(request),
          (int) invoke(IOCTL, state, fd, request, argument),
          state);
    }
  }

  /** Moves the calling thread, which must be a platform thread, into a network namespace. */
  static void enterNetwork(String namespace) throws IOException {
    int fd = open(namespace, O_RDONLY);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      check("setns " + namespace, (int) invoke(SETNS, state, fd, CLONE_NEWNET), state);
    } finally {
      close(fd);
    }
  }

  /** Blocks the thread until there is something; the number of bytes. */
  static int read(int fd, MemorySegment into) throws IOException {
    MemorySegment state = OWN_STATE.get();
    long result;
    try {
      result = (long) READ.invokeExact(state, fd, into, into.byteSize());
    } catch (Throwable e) {
      throw broken(e);
    }
    return check("read", (int) result, state);
  }

  static void write(int fd, MemorySegment bytes) throws IOException {
    MemorySegment state = OWN_STATE.get();
    long result;
    try {
      result = (long) WRITE.invokeExact(state, fd, bytes, bytes.byteSize());
    } catch (Throwable e) {
      throw broken(e);
    }
    check("write", (int) result, state);
  }

  private static int check(String what, int result, MemorySegment state) throws IOException {
    if (result < 0) {
      throw new IOException(what + ": errno " + (int) ERRNO_OF.get(state, 0L));
    }
    return result;
  }

  private static Object invoke(MethodHandle handle, Object... arguments) {
    try {
      return handle.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static IllegalStateException broken(Throwable e) {
    return new IllegalStateException("a system call could not be made", e);
  }
}
