// SPDX-License-Identifier: Apache-2.0
// Words that people reach for when a password is asked for. Compared after the look-alike digits and the
// decoration at the end are taken away, so one entry stands for a family ("P4ssw0rd2026!" is "password").
#pragma once

#include <array>
#include <string_view>

namespace cardea::steward {

// clang-format off
inline constexpr auto kCommonWords = std::to_array<std::string_view>({
    "password", "passwort", "passphrase", "passcode", "passw", "pass", "motdepasse", "contrasena", "parola", "senha",
    "heslo", "haslo", "wachtwoord", "losenord", "secret", "topsecret", "secretpassword", "mypassword", "mypass", "mysecret",
    "newpassword", "oldpassword", "thepassword", "password1", "passwordpassword", "yourpassword", "changeme", "changemenow",
    "changeit", "letmein", "letmeinnow", "letmeinplease", "openup", "opensesame", "openthedoor", "sesame", "welcome",
    "welcomehome", "welcometo", "hello", "helloworld", "hellohello", "goodmorning", "goodnight", "whatever", "trustno",
    "trustnoone", "nothing", "admin", "administrator", "adminadmin", "superadmin", "root", "rootroot", "superuser",
    "sysadmin", "system", "user", "useruser", "username", "guest", "guestguest", "default", "defaultpassword", "factory",
    "factorydefault", "master", "masterkey", "owner", "operator", "service", "support", "manager", "supervisor", "test",
    "testing", "testtest", "tester", "testpassword", "demo", "demodemo", "example", "sample", "temp", "temporary", "access",
    "login", "loginlogin", "signin", "connect", "internet", "network", "wireless", "wifi", "wifipassword", "mywifi",
    "homewifi", "router", "modem", "gateway", "computer", "laptop", "desktop", "server", "database", "security", "secure",
    "securepassword", "safety", "device", "mydevice", "smarthome", "smartdevice", "home", "homesweethome", "myhome",
    "house", "myhouse", "kitchen", "bedroom", "livingroom", "bathroom", "garage", "garden", "frontdoor", "backdoor",
    "camera", "speaker", "thermostat", "doorbell", "doorlock", "lightbulb", "fridge", "television", "alexa", "google",
    "android", "apple", "iphone", "samsung", "windows", "microsoft", "linux", "ubuntu", "debian", "facebook", "twitter",
    "instagram", "youtube", "netflix", "amazon", "whatsapp", "qwerty", "qwertyuiop", "qwertyqwerty", "qwertz", "qwertzuiop",
    "azerty", "azertyuiop", "asdf", "asdfgh", "asdfghjkl", "asdfasdf", "zxcvbn", "zxcvbnm", "qwer", "qweasd", "qweasdzxc",
    "qazwsx", "qazwsxedc", "qazwsxedcrfv", "zaqwsx", "zaqxsw", "onetwothree", "onetwothreefour", "abcabc", "abcdabcd",
    "abc", "iloveyou", "iloveyouso", "iloveu", "loveyou", "ilovehim", "iloveher", "ilove", "love", "lovelove", "lover",
    "lovely", "mylove", "truelove", "sweetheart", "babygirl", "babyboy", "honey", "sweetie", "darling", "angel", "angels",
    "princess", "prince", "queen", "king", "kingkong", "family", "myfamily", "mother", "father", "mum", "dad", "brother",
    "sister", "children", "forever", "foreverlove", "friend", "friends", "bestfriend", "bestfriends", "happy", "happyday",
    "happybirthday", "birthday", "christmas", "merrychristmas", "newyear", "halloween", "easter", "holiday", "holidays",
    "summer", "summertime", "winter", "wintertime", "spring", "springtime", "autumn", "january", "february", "march",
    "april", "june", "july", "august", "september", "october", "november", "december", "monday", "tuesday", "wednesday",
    "thursday", "friday", "saturday", "sunday", "weekend", "sunshine", "sunflower", "sunrise", "sunset", "rainbow",
    "butterfly", "flower", "flowers", "strawberry", "chocolate", "cookie", "cookies", "banana", "apples", "orange", "lemon",
    "cherry", "coffee", "cheese", "pizza", "chicken", "dragon", "dragons", "monkey", "tiger", "lion", "eagle", "falcon",
    "dolphin", "elephant", "horse", "kitten", "kitty", "puppy", "doggy", "cat", "dog", "mickey", "mickeymouse", "donald",
    "snoopy", "pokemon", "pikachu", "superman", "batman", "spiderman", "ironman", "starwars", "starwar", "skywalker",
    "startrek", "matrix", "hobbit", "gandalf", "merlin", "harrypotter", "hogwarts", "minecraft", "fortnite", "nintendo",
    "playstation", "xbox", "football", "footballer", "soccer", "baseball", "basketball", "hockey", "tennis", "golf",
    "swimming", "liverpool", "chelsea", "arsenal", "barcelona", "realmadrid", "juventus", "manchester", "manunited",
    "london", "paris", "berlin", "newyork", "america", "england", "germany", "france", "china", "beijing", "shanghai",
    "zhongguo", "woaini", "woainima", "woaiwojia", "michael", "jordan", "jennifer", "jessica", "michelle", "charlie",
    "thomas", "daniel", "andrew", "matthew", "joshua", "anthony", "robert", "william", "george", "alexander", "alexandra",
    "nicole", "ashley", "amanda", "samantha", "hannah", "maria", "martin", "patrick", "harley", "hunter", "ranger",
    "soldier", "warrior", "ninja", "killer", "hacker", "shadow", "phoenix", "thunder", "lightning", "diamond", "silver",
    "golden", "purple", "yellow", "green", "blue", "black", "white", "red", "freedom", "victory", "jesus", "jesuschrist",
    "christ", "heaven", "blessed", "praise", "faith", "mustang", "ferrari", "porsche", "corvette", "camaro", "mercedes",
    "yamaha", "honda", "toyota", "music", "guitar", "rockstar", "metallica", "blink", "slipknot", "eminem", "beatles",
    "money", "million", "millionaire", "lucky", "number", "numberone", "nopassword", "nopasswords", "none", "null",
    "undefined", "blank", "empty", "biteme", "fuckyou", "fuckoff", "asshole", "bullshit", "cardea",
    "correcthorsebatterystaple", "correcthorse",
});
// clang-format on

}  // namespace cardea::steward
