const OWN_MACHINE = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\]|0\.0\.0\.0)$/;

/** Why a vendor on the internet cannot call this address, with the mend; undefined where nothing speaks against it. */
export function reachFault(callbackUrl: string): string | undefined {
  const { hostname, protocol } = new URL(callbackUrl);
  if (OWN_MACHINE.test(hostname)) {
    return 'This address is only known on Herald’s own machine: no vendor can call it. Set HERALD_PUBLIC_URL to the https address under which the internet reaches this Herald.';
  }
  if (protocol !== 'https:') return 'Vendors call https addresses. Set HERALD_PUBLIC_URL to one.';
  return undefined;
}
