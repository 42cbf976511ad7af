package dev.keelson.jepsen.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.jepsen.history.Compare;
import dev.keelson.jepsen.history.History;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories of endpoints without revisions, from the literature and from other checkers' tests. */
class ClassicHistoriesTest {

  private static Verdict check(Script script) {
    History history = script.history();
    return Linearizability.check(new EtcdModel(), history.operations());
  }

  private static void assertValid(Script script) {
    assertThat(check(script)).isInstanceOf(Verdict.Valid.class);
  }

  private static void assertInvalid(Script script) {
    assertThat(check(script)).isInstanceOf(Verdict.Invalid.class);
  }

  @Test
  void herlihyWing_readsMaySeeAWriteThatIsUnderWay() {
    assertValid(
        new Script().write(0, 0, 10, "1").read(1, 2, 4, "").read(2, 5, 7, "1").read(1, 8, 9, "1"));
  }

  @Test
  void herlihyWing_onceSeenAWriteIsNotUnseen() {
    assertInvalid(new Script().write(0, 0, 10, "1").read(1, 2, 4, "1").read(2, 5, 7, ""));
  }

  @Test
  void porcupine_registerWithThreeClients() {
    assertValid(new Script().write(0, 0, 100, "100").read(1, 25, 75, "100").read(2, 30, 60, ""));
    assertInvalid(new Script().write(0, 0, 100, "200").read(1, 10, 30, "200").read(2, 40, 90, ""));
  }

  @Test
  void knossos_readOfAValueNeverWritten() {
    assertInvalid(new Script().write(0, 0, 1, "1").read(1, 2, 3, "7"));
  }

  @Test
  void knossos_unknownWriteMayComeLateOrNever() {
    assertValid(new Script().lost(0, 0, 1, Request.put("x", "1")).read(1, 50, 51, ""));
    assertValid(
        new Script().lost(0, 0, 1, Request.put("x", "1")).read(1, 50, 51, "").read(1, 60, 61, "1"));
  }

  @Test
  void knossos_unknownWriteComesOnce() {
    assertInvalid(
        new Script()
            .lost(0, 0, 1, Request.put("x", "1"))
            .read(1, 50, 51, "1")
            .write(1, 60, 61, "2")
            .read(1, 70, 71, "1"));
  }

  @Test
  void abortedRead_aFailedWriteIsNeverSeen() {
    assertInvalid(new Script().failed(0, 0, 1, Request.put("x", "1")).read(1, 2, 3, "1"));
  }

  @Test
  void lostUpdate_twoCompareAndSetsFromOneValue() {
    Script script = new Script().write(0, 0, 1, "0");
    for (int client = 1; client <= 2; client++) {
      Request.Txn cas =
          new Request.Txn(
              List.of(Compare.value("x", "0")), List.of(Request.put("x", "" + client)), List.of());
      script.call(client, 2, 9, cas, 0, new Result.Decided(true, List.of(Result.written())));
    }
    assertInvalid(script);
  }

  @Test
  void lostAcknowledgedWrite() {
    assertInvalid(new Script().write(0, 0, 1, "1").write(0, 2, 3, "2").read(1, 4, 5, "1"));
  }

  @Test
  void duplicateApply_ofAnAcknowledgedWrite() {
    assertInvalid(
        new Script().write(0, 0, 1, "1").write(1, 2, 3, "2").read(1, 4, 5, "2").read(1, 6, 7, "1"));
  }

  @Test
  void aTransactionIsSeenWholeOrNotAtAll() {
    Request.Txn both =
        new Request.Txn(
            List.of(), List.of(Request.put("x", "1"), Request.put("y", "1")), List.of());
    Script script =
        new Script()
            .call(
                0,
                0,
                9,
                both,
                0,
                new Result.Decided(true, List.of(Result.written(), Result.written())))
            .call(1, 1, 2, Request.get("x"), 0, Result.found(KeyValue.plain("x", "1")));
    assertValid(script);
    assertInvalid(script.call(1, 3, 4, Request.get("y"), 0, Result.absent()));
  }

  @Test
  void jepsenEtcd343_theLockHasTwoHolders() {
    Script script =
        new Script()
            .call(0, 0, 1, new Request.Acquire("l", 7), 2, new Result.Acquired(2))
            .call(1, 5, 6, new Request.Acquire("l", 8), 3, new Result.Acquired(3));
    History history = script.history();
    assertThat(Linearizability.check(new LockModel(false, false), history.operations()))
        .isInstanceOf(Verdict.Invalid.class);
    assertThat(Linearizability.check(new LockModel(true, true), history.operations()))
        .isInstanceOf(Verdict.Valid.class);
  }

  @Test
  void jepsenEtcd343_onlyFencingKeepsTheOldHolderOut() {
    Script script =
        new Script()
            .call(0, 0, 1, new Request.Acquire("l", 7), 2, new Result.Acquired(2))
            .call(1, 5, 6, new Request.Acquire("l", 8), 3, new Result.Acquired(3))
            .call(1, 7, 8, new Request.Guarded("l", 3), 0, new Result.Accepted(true))
            .call(0, 9, 10, new Request.Guarded("l", 2), 0, new Result.Accepted(true));
    assertThat(Linearizability.check(new LockModel(true, true), script.history().operations()))
        .isInstanceOf(Verdict.Invalid.class);
  }

  @Test
  void aSearchThatHitsItsBoundIsUndecided() {
    Script script = new Script();
    for (int i = 0; i < 12; i++) {
      script.lost(i, 0, 1, Request.put("x", "v" + i));
    }
    script.read(20, 2, 3, "nothing that was written");
    assertThat(Linearizability.check(new EtcdModel(), script.history().operations(), 100))
        .isInstanceOf(Verdict.Undecided.class);
  }
}
