/**
 * CertificateSigningRequests: kubelets' own are approved after an access review, approved ones of
 * the four signers of Kubernetes are signed, old ones deleted. The key of the authority is nowhere
 * here: {@link dev.keelson.controllers.certificates.CertificateSigner} is the port behind which it
 * lies.
 */
@NullMarked
package dev.keelson.controllers.certificates;

import org.jspecify.annotations.NullMarked;
