/** Owns the everyday words that name no niche; refuses anything that could be a topic. */

const EN =
  "a about after again ain't all also always am an and any anyone anything are aren't as at back be because been before being best better but by can can't cannot come could couldn't day did didn't do does doesn't doing don't done down even ever every everyone everything few first for from get gets getting give go goes going gonna good got great had has have haven't having he he's her here him his how i i'd i'll i'm i've if im in into is isn't it it's its just keep know last let let's like lol look lot made make makes many may maybe me might more most much must my need never new next no not nothing now of off oh ok on one only or other our out over own people please put really right said same say see she should since so some someone something still stop such take than thank thanks that that's the their them then there there's these they they're thing things think this those though thought through time to today tomorrow tonight too two under until up us use very via wait want was wasn't way we we're we've week well were what what's when where which while who why will with without won't would year years yes yet you you'd you'll you're you've your";
const ES =
  "a al algo ahora así aunque bien cada como cómo con contra cual cuando cuándo de del desde donde dos el él ella ellos en entre era eres es esa ese eso esta está están este esto estos fue gracias ha han hasta hay hoy la las le les lo los más me mi mis mucho muy nada ni no nos o os para pero por porque que qué quien se ser si sí sin sobre solo son su sus también te tiene todo todos tu un una uno va vamos ver y ya yo";
const FR =
  "a ai au aussi aux avec bien c'est ça ce ces cette comme dans de des dit donc du elle en est et être eu fait faut ici il ils j'ai je la là le les leur lui ma mais me même mes moi mon ne nous on ont ou où par pas plus pour qu'il quand que qui sa sans se ses si son sont suis sur ta te toi ton tous tout très tu un une va vous y";
const PT =
  "a ao aos as até com como da das de dele dela do dos e é ela ele em então era essa esse está eu foi há isso já mais mas me mesmo meu minha muito na não nas nem no nos o os ou para pela pelo por pra que quem se sem ser seu só sua também tem tá um uma vai você";
const DE =
  "aber als am auch auf aus bei bin bis da das dass dem den der des die doch du ein eine einen einer er es für hat haben ich ihr im in ist ja kann mal man mehr mein mich mir mit nach nicht noch nur oder schon sein sich sie sind so über um und uns von war was wenn wer wie wir wird zu zum zur";
const IT =
  "a ai al alla anche c'è che chi ci come con cosa da dal de dei del della di e è ed era gli ha ho i il in io l la le lo loro ma mi mia mio ne nel nella no noi non o per più poi quando questa questo se sei si sì solo sono su sul ti tra tu un una uno";
const TR = "ama bir biri bu çok da daha de değil diye en gibi için ile mi ne o şu var ve ya yok";
const SPEECH =
  "bad best better big both congrats congratulations damn dude fuck fucking fuckin gotta haha hahaha hard happy hell high him honestly hope knew knows left little lmao lmfao lot love loved man means mine nice old omg real shit someone soon sure tell till true tbh wait wanna wow wtf";
const NETWORK = "rt via amp http https www com follow retweet tweet video live stream free watch watching";

/** Function words of seven languages and the networks' own vocabulary, lower case. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  [EN, ES, FR, PT, DE, IT, TR, SPEECH, NETWORK].join(" ").split(" "),
);
