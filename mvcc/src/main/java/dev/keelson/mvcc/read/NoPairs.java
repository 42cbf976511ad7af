package dev.keelson.mvcc.read;

import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.ReadView;

/** A cursor over nothing. */
public enum NoPairs implements ReadView.KeyCursor {
  CURSOR;

  @Override
  public boolean advance() {
    return false;
  }

  @Override
  public KeyValue current() {
    throw new IllegalStateException("no current pair");
  }

  @Override
  public void close() {}
}
