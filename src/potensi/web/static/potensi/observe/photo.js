// A photo is made smaller before it is kept or sent: drawn anew, so that nothing but its pixels leaves the telephone.
(function (own) {
  if (!own.page) return;
  const LARGEST = 1600, QUALITY = 0.8;
  const box = document.getElementById("foto"), canvas = box.querySelector("canvas");

  own.shrink = async (file) => {
    let picture;
    try {
      picture = await createImageBitmap(file);
    } catch (_) {
      return file; // this browser cannot read it; the site says what is wrong, or can
    }
    const part = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
    const small = document.createElement("canvas");
    small.width = Math.max(1, Math.round(picture.width * part));
    small.height = Math.max(1, Math.round(picture.height * part));
    const pen = small.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, small.width, small.height);
    pen.drawImage(picture, 0, 0, small.width, small.height);
    picture.close();
    return new Promise((give) => small.toBlob((blob) => give(blob || file), "image/jpeg", QUALITY));
  };

  own.showPhoto = async (photo) => {
    box.hidden = !photo;
    if (!photo) return;
    try {
      const picture = await createImageBitmap(photo);
      canvas.height = Math.min(360, Math.round((canvas.width * picture.height) / picture.width));
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
    } catch (_) {
      canvas.height = 1;
    }
  };
  own.photoOut = box.querySelector("button");
})(window.observe);
