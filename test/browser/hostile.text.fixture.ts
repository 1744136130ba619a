/** Text that would run, if a page took it for markup. */
export const SCRIPT = '<script>globalThis.taken = 1</script><img src=x onerror="globalThis.taken = 1">';

/** Text without a place to break. */
export const ENDLESS = 'x'.repeat(5_000);

/** Text that turns around what follows it, where nothing keeps it apart. */
export const TURNED = '\u202Egnp.exe \u05E9\u05DC\u05D5\u05DD';

/** Signs of several code points each. */
export const FAMILIES = '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(40);

/** A profile that tries everything, with names of properties that do so, too. */
export const HOSTILE_PROFILE = {
  nickname: ENDLESS,
  bio: `${TURNED} ${FAMILIES}`,
  motto: SCRIPT,
  [SCRIPT]: SCRIPT,
  ['k'.repeat(200)]: { deep: [ENDLESS, TURNED, null, 'null', { undefined: 'undefined' }] },
  toString: 'valueOf',
  empty: '',
};

/** Content that tries everything. */
export const HOSTILE_CONTENT = {
  title: `${SCRIPT}${TURNED}`,
  message: `null undefined NaN ${ENDLESS}${FAMILIES}${SCRIPT}${TURNED}`,
};
