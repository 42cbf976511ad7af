/**
 * etcd's command line on a Keelson member: flags, {@code ETCD_*} environment and configuration file
 * in, one running member out.
 *
 * <p>Every flag of etcd is in one of the tables ({@link dev.keelson.launcher.etcd.EtcdFlags} finds
 * them), with what becomes of it. A flag that protects (certificates, token keys, host lists) and
 * is not yet served stops the start: nothing that should be protected is served in the open. The
 * straight line is {@code CommandLine → Settings → MemberPlan → EtcdCommand}; only {@code
 * StoreMember} knows the store and the server.
 */
@NullMarked
package dev.keelson.launcher.etcd;

import org.jspecify.annotations.NullMarked;
