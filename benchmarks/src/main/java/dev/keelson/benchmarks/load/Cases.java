package dev.keelson.benchmarks.load;

import dev.keelson.benchmarks.wire.Answer;
import dev.keelson.benchmarks.wire.EtcdMethods;
import dev.keelson.benchmarks.wire.Requests;
import io.grpc.MethodDescriptor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** What each kind of unary case sends. */
public final class Cases {
  /** Keys asked for by {@code range-limit-500}, kube-apiserver's first page. */
  static final int LIMIT = 500;

  /** Value size of the case {@code put}, in bytes. */
  public static final int PUT_VALUE_BYTES = 256;

  private static final long LEASE_TTL_SECONDS = 600;

  private final Dataset dataset;
  private final Values putValues;

  /** Cases over {@code dataset}; {@code putValues} is what {@code put} writes. */
  public Cases(Dataset dataset, Values putValues) {
    this.dataset = dataset;
    this.putValues = putValues;
  }

  /**
   * The case of this kind for {@code clients} clients.
   *
   * @throws IllegalArgumentException for kinds that are not unary calls
   */
  public UnaryCase<?> of(CaseKind kind, int clients) {
    return switch (kind) {
      case PUT -> put();
      case TXN_CREATE -> create();
      case TXN_UPDATE ->
          new UnaryCase<>(kind.label(), EtcdMethods.TXN, i -> new Update(i, clients));
      case GET -> get(kind, false);
      case GET_SERIALIZABLE -> get(kind, true);
      case RANGE_1000 -> rangeNamespace();
      case RANGE_LIMIT -> rangeLimit();
      case COUNT -> count();
      case LEASE_GRANT -> leaseGrant();
      case WATCH_8_MAX, WATCH_8_PACED, WATCH_OWN_MAX, WATCH_OWN_PACED, START, RESTART ->
          throw new IllegalArgumentException(kind.label() + " is not made of unary calls");
    };
  }

  private UnaryCase<Integer> put() {
    return lengths(
        CaseKind.PUT,
        EtcdMethods.PUT,
        () -> Requests.put(Keys.put(random(dataset.keys())), putValues.next()),
        length -> length > 0);
  }

  private UnaryCase<Integer> get(CaseKind kind, boolean serializable) {
    return lengths(
        kind,
        EtcdMethods.RANGE_LENGTH,
        () -> {
          Requests.Range get = Requests.Range.ofKey(Keys.loaded(random(dataset.keys())));
          return (serializable ? get.asSerializable() : get).encode();
        },
        atLeast(1));
  }

  private UnaryCase<Integer> rangeNamespace() {
    int namespaces = Math.max(1, dataset.keys() / Keys.PER_NAMESPACE);
    return lengths(
        CaseKind.RANGE_1000,
        EtcdMethods.RANGE_LENGTH,
        () -> Requests.Range.ofPrefix(Keys.namespacePrefix(random(namespaces))).encode(),
        atLeast(Math.min(Keys.PER_NAMESPACE, dataset.keys())));
  }

  private UnaryCase<Integer> rangeLimit() {
    byte[] request = Requests.Range.ofPrefix(Keys.loadedPrefix()).limitedTo(LIMIT).encode();
    return lengths(
        CaseKind.RANGE_LIMIT,
        EtcdMethods.RANGE_LENGTH,
        () -> request,
        atLeast(Math.min(LIMIT, dataset.keys())));
  }

  private UnaryCase<byte[]> count() {
    byte[] request = Requests.Range.ofPrefix(Keys.loadedPrefix()).asCount().encode();
    return whole(
        CaseKind.COUNT,
        EtcdMethods.RANGE,
        () -> request,
        bytes -> Answer.range(bytes).count() == dataset.keys());
  }

  private UnaryCase<byte[]> leaseGrant() {
    byte[] request = Requests.leaseGrant(LEASE_TTL_SECONDS);
    return whole(
        CaseKind.LEASE_GRANT,
        EtcdMethods.LEASE_GRANT,
        () -> request,
        bytes -> Answer.lease(bytes).id() != 0);
  }

  private UnaryCase<byte[]> create() {
    long run = System.nanoTime();
    return new UnaryCase<>(
        CaseKind.TXN_CREATE.label(),
        EtcdMethods.TXN,
        client ->
            new UnaryCase.Script<>() {
              private long sequence;

              @Override
              public byte[] request() {
                byte[] key = Keys.fresh(run, client, sequence++);
                return Requests.txnCreate(key, dataset.values().next());
              }

              @Override
              public boolean accept(byte[] answer) {
                return Answer.txn(answer).succeeded();
              }
            });
  }

  /**
   * Updates the keys that belong to one client: {@code index}, {@code index + clients} and so on.
   */
  private final class Update implements UnaryCase.Script<byte[]> {
    private final int index;
    private final int clients;
    private int key;

    Update(int index, int clients) {
      this.index = index;
      this.clients = clients;
    }

    @Override
    public byte[] request() {
      int own = (dataset.keys() - index + clients - 1) / clients;
      key = index + clients * random(own);
      return Requests.txnUpdate(Keys.loaded(key), dataset.modified(key), dataset.values().next());
    }

    /**
     * A failed comparison is an error here, for nobody else writes; but the next update knows the
     * revision.
     */
    @Override
    public boolean accept(byte[] answer) {
      Answer.Txn txn = Answer.txn(answer);
      dataset.modifiedAt(key, txn.modified());
      return txn.succeeded();
    }
  }

  private IntPredicate atLeast(int values) {
    long bytes = (long) values * dataset.values().size();
    return length -> length >= bytes;
  }

  private static UnaryCase<Integer> lengths(
      CaseKind kind,
      MethodDescriptor<byte[], Integer> method,
      Supplier<byte[]> requests,
      IntPredicate good) {
    return stateless(kind, method, requests, good::test);
  }

  private static UnaryCase<byte[]> whole(
      CaseKind kind,
      MethodDescriptor<byte[], byte[]> method,
      Supplier<byte[]> requests,
      java.util.function.Predicate<byte[]> good) {
    return stateless(kind, method, requests, good);
  }

  private static <R> UnaryCase<R> stateless(
      CaseKind kind,
      MethodDescriptor<byte[], R> method,
      Supplier<byte[]> requests,
      java.util.function.Predicate<R> good) {
    UnaryCase.Script<R> script =
        new UnaryCase.Script<>() {
          @Override
          public byte[] request() {
            return requests.get();
          }

          @Override
          public boolean accept(R answer) {
            return good.test(answer);
          }
        };
    return new UnaryCase<>(kind.label(), method, client -> script);
  }

  private static int random(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }
}
