package dev.keelson.benchmarks.load;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The cases, in the order in which they run and are printed. */
public enum CaseKind {
  PUT("put", Group.WRITE, Clients.MANY, "put of 256 random bytes to one of N keys"),
  TXN_CREATE("txn-create", Group.WRITE, Clients.MANY, "kube-apiserver's Create of a fresh key"),
  TXN_UPDATE("txn-update", Group.WRITE, Clients.MANY, "kube-apiserver's GuaranteedUpdate"),
  GET("get", Group.READ, Clients.MANY, "linearizable get of one of N keys"),
  GET_SERIALIZABLE("get-serializable", Group.READ, Clients.MANY, "serializable get"),
  RANGE_1000("range-1000", Group.READ, Clients.FEW, "1,000 keys by prefix"),
  RANGE_LIMIT("range-limit-500", Group.READ, Clients.FEW, "first 500 of N keys, with count"),
  COUNT("count", Group.READ, Clients.FEW, "count-only of N keys"),
  WATCH_8_MAX("watch-8-max", Group.WATCH, List.of(), "watchers on 8 streams, 4 events in flight"),
  WATCH_8_PACED("watch-8-paced", Group.WATCH, List.of(), "watchers on 8 streams, paced puts"),
  WATCH_OWN_MAX("watch-own-max", Group.WATCH, List.of(), "a stream each, 4 events in flight"),
  WATCH_OWN_PACED("watch-own-paced", Group.WATCH, List.of(), "a stream each, paced puts"),
  LEASE_GRANT("lease-grant", Group.LEASE, Clients.SOME, "lease grant, TTL 600 s"),
  START("start", Group.START, List.of(), "exec to first linearizable read, empty and existing"),
  RESTART("restart", Group.START, List.of(), "the same with many keys, after SIGTERM and kill -9");

  /** Cases that share one fresh server, one after the other. */
  public enum Group {
    WRITE,
    READ,
    WATCH,
    LEASE,
    START;

    /** As typed on the command line. */
    public String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final class Clients {
    private static final List<Integer> MANY = List.of(1, 32, 256, 1_000);
    private static final List<Integer> SOME = List.of(1, 32, 256);
    private static final List<Integer> FEW = List.of(1, 16);
  }

  private final String label;
  private final Group group;
  private final List<Integer> clients;
  private final String meaning;

  CaseKind(String label, Group group, List<Integer> clients, String meaning) {
    this.label = label;
    this.group = group;
    this.clients = clients;
    this.meaning = meaning;
  }

  /** As typed on the command line and printed in tables. */
  public String label() {
    return label;
  }

  /** Which cases share a server with this one. */
  public Group group() {
    return group;
  }

  /** Numbers of clients where none are asked for; empty where the case has no clients. */
  public List<Integer> clients() {
    return clients;
  }

  /** One line for the help. */
  public String meaning() {
    return meaning;
  }

  /** The case called {@code label}. */
  public static Optional<CaseKind> named(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
  }

  /** All cases of {@code group}. */
  public static List<CaseKind> of(Group group) {
    return Arrays.stream(values()).filter(kind -> kind.group == group).toList();
  }
}
