// The course's page: posters in the theme that is worn.

import { bind_switch, follow } from "page/theme";

bind_switch(document.querySelector("#theme"));
follow((theme) => {
  for (const picture of document.querySelectorAll(".scenes img")) {
    picture.src = picture.dataset[theme] ?? picture.dataset.dark ?? picture.dataset.light;
  }
});
document.body.dataset.ready = "yes";
